import type { CheckContext, KubeReads } from '../../activities/checks/port.ts';
import type { Reading, Scope } from '../../activities/metrics/port.ts';
import { Check } from '../../domain/checks/check.ts';
import { Metric } from '../../domain/checks/metric.ts';
import type { PodSeen } from '../../domain/snapshot.ts';
import { Target } from '../../domain/target.ts';

export const aPod = (name: string, more: Partial<PodSeen> = {}): PodSeen => ({
  name,
  uid: `uid-${name}`,
  node: 'node-1',
  ready: true,
  restarts: 0,
  ...more,
});

/** A metric whose query is its name, so that {@link answering} knows what was asked. */
export const aMetric = (name: string, more: object = {}): Metric =>
  Metric.parse({ source: { prometheus: { query: name } }, ...more });

export const metrics = (...names: readonly string[]): Record<string, Metric> =>
  Object.fromEntries(names.map((name) => [name, aMetric(name)]));

export const aCheck = (kind: string, body: object = {}): Check => Check.parse({ [kind]: body });

export const known = (value: number): Reading => ({ known: true, value, at: '2026-01-01T00:00:00.000Z' });

/** A reader that answers each query from a table; whatever is not in it is no data. */
export const answering = (
  answers: Readonly<Record<string, number | ((scope: Scope) => Reading)>>,
): CheckContext['metrics'] => ({
  read: async (source, scope) => {
    const answer = answers[source.kind === 'prometheus' ? source.query : source.url];
    if (answer === undefined) return { known: false, why: 'no-data', detail: 'no series' };
    return typeof answer === 'number' ? known(answer) : answer(scope);
  },
});

/** The API server as a table of paths, without their queries; whatever is not in it is refused. */
export function kubeOf(objects: Readonly<Record<string, unknown>>): KubeReads & { readonly asked: string[] } {
  const asked: string[] = [];
  const get = async (path: string): Promise<unknown> => {
    asked.push(path);
    const found = objects[path.split('?')[0] ?? ''];
    if (found === undefined) throw new Error(`GET ${path}: 403`);
    return found;
  };
  return { asked, get, list: async (path) => ({ items: (await get(path)) as unknown[] }) };
}

/** A context in the middle of a rollout: one candidate pod beside two stable ones, nothing that answers. */
export const aContext = (more: Partial<CheckContext> = {}): CheckContext => ({
  gate: 'postPodReplacement',
  rules: { metrics: {}, baseline: {} },
  target: Target.parse({ namespace: 'prod', name: 'web' }),
  image: 'registry.example/web:2',
  surge: 1,
  sighting: {
    replicas: 3,
    candidatesWanted: 1,
    stable: [aPod('web-old-1'), aPod('web-old-2')],
    candidate: [aPod('web-new-1')],
    complaints: [],
  },
  metrics: answering({}),
  kube: kubeOf({}),
  registry: { resolveDigest: async () => ({ known: false, why: 'unreachable', detail: 'no answer' }) },
  signal: AbortSignal.timeout(30_000),
  ...more,
});
