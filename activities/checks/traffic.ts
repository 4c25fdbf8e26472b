import { checkName } from '../../domain/checks/check.ts';
import type { CheckOf } from '../../domain/checks/check.ts';
import { baseUnits } from '../../domain/checks/quantity.ts';
import type { Measurement } from '../../domain/verdict.ts';
import { candidateScope, declared, observe, stableScope } from './observe.ts';
import type { Ask, CheckContext } from './port.ts';

/**
 * Whether traffic went where the pods are (S0-067). Predicted: ready candidates ÷ all ready pods, what a load balancer
 * that spreads evenly gives them. Measured: the candidate's rate ÷ the rate of both, at the same moment.
 */
export const askTraffic: Ask<'traffic'> = async (check, context) => [await measure(check, context)];

async function measure(check: CheckOf<'traffic'>, context: CheckContext): Promise<Measurement> {
  const unknown = (detail: string): Measurement => ({ check: checkName(check), verdict: 'inconclusive', detail });
  const metric = declared(check.name, context);
  if (typeof metric === 'string') return unknown(metric);
  const { stable, candidate } = context.sighting;
  const ready = (pods: typeof stable): number => pods.filter((pod) => pod.ready).length;
  if (ready(candidate) === 0) return unknown('no candidate is ready');
  const predicted = ready(candidate) / (ready(candidate) + ready(stable));
  const none = { known: true, value: 0 } as const;
  const [theirs, others] = await Promise.all([
    observe(metric, candidateScope(context), false, context),
    stable.length === 0 ? none : observe(metric, stableScope(context), false, context),
  ]);
  if (!theirs.known) return unknown(`candidate: ${theirs.detail}`);
  if (!others.known) return unknown(`stable pods: ${others.detail}`);
  const all = theirs.value + others.value;
  if (all <= 0) return unknown('there was no traffic at all');
  const value = theirs.value / all;
  const tolerance = baseUnits(check.tolerance);
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return {
    check: checkName(check),
    value,
    limit: `${percent(predicted)} ± ${percent(tolerance)}`,
    verdict: Math.abs(value - predicted) <= tolerance ? 'pass' : 'fail',
    detail: `the candidate takes ${percent(value)} of ${check.name}; ${percent(predicted)} was predicted`,
  };
}
