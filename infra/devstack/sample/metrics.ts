import { behaviourOf, meanSeconds, REQUESTS_PER_SECOND, shareWithin } from './behaviour.ts';
import type { ServingPod } from './fleet.ts';

/** Upper bounds of the latency buckets in seconds, dense where the versions differ. */
const BUCKETS = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5] as const;

/**
 * What each pod would show at /metrics, in Prometheus' text format. Shares are not rounded to whole requests: over any
 * window a version shows exactly its own error rate and latency, and what is tried on it has nothing random in it.
 */
export function exposition(pods: readonly ServingPod[]): string {
  const families = [
    family('http_requests_total', 'counter', 'Requests served, by status code.', pods.flatMap(requests)),
    family('http_request_duration_seconds', 'histogram', 'Time to answer.', pods.flatMap(durations)),
    family('process_cpu_seconds_total', 'counter', 'CPU time used.', pods.map(cpu)),
    family('process_resident_memory_bytes', 'gauge', 'Memory in use.', pods.map(memory)),
  ];
  return `${families.flat().join('\n')}\n`;
}

const family = (name: string, type: string, help: string, samples: readonly string[]): readonly string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  ...samples,
];

/** Both codes are there from the first scrape on: a rate over a series that has not begun is no data, not zero. */
function requests(pod: ServingPod): readonly string[] {
  const total = requestsOf(pod);
  const failed = total * behaviourOf(pod.version).errorShare;
  return [
    sample('http_requests_total', { ...labelsOf(pod), code: '200' }, total - failed),
    sample('http_requests_total', { ...labelsOf(pod), code: '500' }, failed),
  ];
}

function durations(pod: ServingPod): readonly string[] {
  const [name, labels, behaviour] = ['http_request_duration_seconds', labelsOf(pod), behaviourOf(pod.version)];
  const total = requestsOf(pod);
  return [
    ...BUCKETS.map((le) => sample(`${name}_bucket`, { ...labels, le: String(le) }, total * shareWithin(le, behaviour))),
    sample(`${name}_bucket`, { ...labels, le: '+Inf' }, total),
    sample(`${name}_sum`, labels, total * meanSeconds(behaviour)),
    sample(`${name}_count`, labels, total),
  ];
}

/** A twentieth of a core. */
const cpu = (pod: ServingPod): string => sample('process_cpu_seconds_total', labelsOf(pod), pod.servedSeconds * 0.05);

const memory = (pod: ServingPod): string => sample('process_resident_memory_bytes', labelsOf(pod), 120 * 2 ** 20);

const requestsOf = ({ servedSeconds }: ServingPod): number => Math.floor(servedSeconds * REQUESTS_PER_SECOND);

const labelsOf = ({ namespace, app, pod, version }: ServingPod) => ({ namespace, app, pod, version });

const sample = (name: string, labels: Readonly<Record<string, string>>, value: number): string =>
  `${name}{${Object.entries(labels)
    .map(([key, text]) => `${key}=${JSON.stringify(text)}`)
    .join(',')}} ${value}`;
