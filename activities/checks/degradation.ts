import { checkName } from '../../domain/checks/check.ts';
import { beyond } from '../../domain/checks/compare.ts';
import { degradationOf, weightOf } from '../../domain/checks/degradation.ts';
import type { Part } from '../../domain/checks/degradation.ts';
import { ratioOf } from '../../domain/checks/unit.ts';
import { candidateScope, observe } from './observe.ts';
import type { Ask, CheckContext } from './port.ts';

/** How much worse the candidate does than the pinned baseline, over all weighted metrics (S0-077, S0-078). */
export const askDegradation: Ask<'degradation'> = async (check, context) => {
  const named = { check: checkName(check) };
  const atMost = ratioOf(check.atMost);
  if (atMost === undefined)
    return [{ ...named, verdict: 'inconclusive', detail: `${check.atMost} is not a share such as 5%` }];
  const { values, troubles } = await valuesNow(context);
  const degradation = degradationOf(context.rules.metrics, values, context.rules.baseline);
  if (!degradation.known)
    return [{ ...named, verdict: 'inconclusive', detail: [degradation.detail, ...troubles].join('; ') }];
  const { score, parts } = degradation;
  const verdict = beyond(score, atMost) ? 'fail' : 'pass';
  const limit = `at most ${percent(atMost)}`;
  return [
    { ...named, value: score, limit, verdict, detail: `${percent(score)} worse than baseline: ${listed(parts)}` },
  ];
};

async function valuesNow(context: CheckContext): Promise<{ values: Record<string, number>; troubles: string[] }> {
  const weighted = Object.entries(context.rules.metrics).filter(([name, metric]) => weightOf(name, metric) > 0);
  const seen = await Promise.all(
    weighted.map(
      async ([name, metric]) => [name, await observe(metric, candidateScope(context), false, context)] as const,
    ),
  );
  return {
    values: Object.fromEntries(seen.flatMap(([name, it]) => (it.known ? [[name, it.value]] : []))),
    troubles: seen.flatMap(([name, it]) => (it.known ? [] : [`${name}: ${it.detail}`])),
  };
}

/** The weights are published with every score (D0-23). */
const listed = (parts: readonly Part[]): string =>
  parts.map(({ metric, weight, worse }) => `${metric} ${percent(worse)} (weight ${weight})`).join(', ');

const percent = (share: number): string => `${Number((share * 100).toPrecision(4))} %`;
