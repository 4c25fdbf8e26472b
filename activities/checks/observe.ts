import type { Metric, MetricSource } from '../../domain/checks/metric.ts';
import type { Observation } from '../../domain/checks/limits.ts';
import type { Scope } from '../metrics/port.ts';
import type { CheckContext } from './port.ts';

/** The candidate's pods; before the first step there are none, so the question is about those that run now. */
export const candidateScope = (context: CheckContext): Scope =>
  scopeOf(context, context.gate === 'preDeployment' ? context.sighting.stable : context.sighting.candidate);

export const stableScope = (context: CheckContext): Scope => scopeOf(context, context.sighting.stable);

/** The metric of that name, or a sentence that lists those there are. */
export function declared(name: string, { rules }: CheckContext): Metric | string {
  const metric = Object.hasOwn(rules.metrics, name) ? rules.metrics[name] : undefined;
  return metric ?? `no metric is called ${name}; known: ${Object.keys(rules.metrics).join(', ') || 'none'}`;
}

/** Reads a metric, and where `counted`, how many observations it rests on. */
export async function observe(
  metric: Metric,
  scope: Scope,
  counted: boolean,
  { metrics, signal }: CheckContext,
): Promise<Observation> {
  const [value, samples] = await Promise.all([
    metrics.read(metric.source, scope, signal),
    counted && metric.samples !== undefined ? metrics.read(metric.samples, scope, signal) : undefined,
  ]);
  if (!value.known) return { known: false, detail: `${value.why}: ${value.detail}` };
  if (samples?.known === false)
    return { known: false, detail: `samples not counted, ${samples.why}: ${samples.detail}` };
  const count = samples?.value ?? requestsOf(metric.source);
  return {
    known: true,
    value: value.value,
    ...(value.notes !== undefined && { notes: value.notes }),
    ...(count !== undefined && { samples: count }),
  };
}

/** An HTTP source counts its own requests: it answers only when all of them were. */
const requestsOf = (source: MetricSource): number | undefined => (source.kind === 'http' ? source.samples : undefined);

const scopeOf = ({ target }: CheckContext, pods: readonly { readonly name: string }[]): Scope => ({
  namespace: target.namespace,
  name: target.name,
  pods: pods.map(({ name }) => name),
});
