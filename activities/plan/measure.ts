import { degradationOf } from '../../domain/checks/degradation.ts';
import type { Metrics as MetricSpecs } from '../../domain/checks/metric.ts';
import type { RolloutDocument } from '../../domain/rollout.ts';
import type { Conditions, PodSeen } from '../../domain/snapshot.ts';
import type { Target } from '../../domain/target.ts';
import type { Deps } from '../deps.ts';
import type { Reading, Scope } from '../metrics/port.ts';

const MEASURE_MS = 30_000;
export type Values = Readonly<Record<string, number | null>>;

/** Every metric of the rollout at once; null where there is none, with the reason in `notices`. */
export async function measureAll(
  { metrics }: Deps,
  specs: MetricSpecs,
  scope: Scope,
): Promise<{ values: Values; notices: readonly string[] }> {
  const signal = AbortSignal.timeout(MEASURE_MS);
  const readings = await Promise.all(
    Object.entries(specs).map(async ([name, { source }]): Promise<[string, Reading]> => {
      const unreadable = (error: unknown): Reading => ({ known: false, why: 'unreachable', detail: String(error) });
      return [name, await metrics.read(source, scope, signal).catch(unreadable)];
    }),
  );
  return {
    values: Object.fromEntries(readings.map(([name, reading]) => [name, reading.known ? reading.value : null])),
    notices: readings.flatMap(([name, r]) => (r.known ? [] : [`no baseline for ${name}: ${r.detail}`])),
  };
}

export const scopeOf = ({ namespace, name }: Target, pods: readonly PodSeen[]): Scope => ({
  namespace,
  name,
  pods: pods.map((pod) => pod.name),
});

/** What the pace of the strategy depends on; what is not known stays absent. */
export function conditionsOf({ spec }: RolloutDocument, now: Values, baseline: Values): Conditions {
  const known = (name: string | undefined): number | undefined => (name ? (now[name] ?? undefined) : undefined);
  const { strategy } = spec;
  if (strategy.kind === 'marketAware')
    return {
      market: marketOf(known(strategy.volatility), known(strategy.volume), known(strategy.averageVolume)),
    };
  if (strategy.kind !== 'adaptive') return {};
  const { load, errorBudget } = strategy;
  const worse = Object.keys(spec.metrics).length > 0 ? degradationOf(spec.metrics, now, baseline) : undefined;
  const [loadNow, budgetNow] = [known(load), known(errorBudget)];
  return {
    ...(loadNow !== undefined && { load: loadNow }),
    ...(budgetNow !== undefined && { errorBudget: budgetNow }),
    ...(worse?.known && { degradation: worse.score }),
  };
}

/** A number that cannot be what it is called is not known. */
function marketOf(volatility = Number.NaN, volume = Number.NaN, average = Number.NaN): Conditions['market'] & object {
  const volumeRatio = average > 0 ? volume / average : Number.NaN;
  return {
    ...(volatility >= 0 && volatility <= 1 && { volatility }),
    ...(volumeRatio >= 0 && { volumeRatio }),
  };
}

/** Adds each pod's performance where the strategy asks for it and something can tell. */
export async function rank(
  { metrics }: Deps,
  { spec }: RolloutDocument,
  pods: readonly PodSeen[],
): Promise<{ pods: readonly PodSeen[]; notices: readonly string[] }> {
  if (spec.strategy.kind !== 'adaptive' || spec.strategy.performance === undefined) return { pods, notices: [] };
  try {
    const signal = AbortSignal.timeout(MEASURE_MS);
    const scores = await metrics.readPerPod(spec.strategy.performance, scopeOf(spec.target, pods), signal);
    const ranked = pods.map((pod) => {
      const performance = scores?.get(pod.name);
      return performance === undefined ? pod : { ...pod, performance };
    });
    const missing = ranked.filter(({ performance }) => performance === undefined).length;
    return {
      pods: ranked,
      notices: missing > 0 ? [`${missing} of ${pods.length} pods have no performance; they count as average`] : [],
    };
  } catch (error) {
    return { pods, notices: [`performance of single pods is not known (${String(error)}); they count as average`] };
  }
}
