import { checkName } from '../../domain/checks/check.ts';
import type { CheckOf } from '../../domain/checks/check.ts';
import { compare } from '../../domain/checks/compare.ts';
import type { Observation } from '../../domain/checks/limits.ts';
import type { Metric } from '../../domain/checks/metric.ts';
import { unitOf } from '../../domain/checks/unit.ts';
import type { Measurement } from '../../domain/verdict.ts';
import { candidateScope, declared, observe, stableScope } from './observe.ts';
import type { Ask, CheckContext } from './port.ts';

/** One metric against its limits, the pinned baseline, or the stable pods at the same time. */
export const askMetric: Ask<'metric'> = async (check, context) => [await measure(check, context)];

/** One measurement of one metric check. */
export async function measure(check: CheckOf<'metric'>, context: CheckContext): Promise<Measurement> {
  const metric = declared(check.name, context);
  if (typeof metric === 'string') return { check: checkName(check), verdict: 'inconclusive', detail: metric };
  const counted = check.minimumSamples !== undefined;
  // Together, so that both sides are of the same moment.
  const [candidate, reference] = await Promise.all([
    observe(metric, candidateScope(context), counted, context),
    referenceOf(check, metric, context),
  ]);
  return compare(check, { candidate, ...(reference && { reference }), unit: unitOf(check.name, metric) });
}

async function referenceOf(
  check: CheckOf<'metric'>,
  metric: Metric,
  context: CheckContext,
): Promise<Observation | undefined> {
  switch (check.compare?.with) {
    case undefined:
      return undefined;
    case 'baseline': {
      const value = context.rules.baseline[check.name];
      if (typeof value !== 'number') return { known: false, detail: 'it could not be measured before the rollout' };
      return { known: true, value };
    }
    case 'stable':
      if (context.sighting.stable.length === 0) return { known: false, detail: 'no stable pods are left' };
      return observe(metric, stableScope(context), check.minimumSamples !== undefined, context);
  }
}
