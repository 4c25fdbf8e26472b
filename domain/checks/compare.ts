import type { Measurement } from '../verdict.ts';
import { checkName } from './check.ts';
import type { CheckOf } from './check.ts';
import { limitsOf } from './limits.ts';
import type { Limit, Observation } from './limits.ts';
import { inWords } from './unit.ts';
import type { Unit } from './unit.ts';

export interface Comparison {
  readonly candidate: Observation;
  /** The pinned baseline or the stable pods; needed where the check compares. */
  readonly reference?: Observation;
  readonly unit: Unit;
}

/**
 * Holds a metric against its limits: absolute ones, and where the check compares, `candidate ÷ reference` or
 * `candidate − reference`. All must hold; a value on the limit passes (S0-079: only above baseline × 1.2 fails).
 * A reference that is absent, or zero or negative under a ratio, leaves the absolute limits; without any the answer is
 * inconclusive (D0-22). So is everything that rests on no number, or on too few observations. Pure and total.
 */
export function compare(check: CheckOf<'metric'>, { candidate, reference, unit }: Comparison): Measurement {
  const named = { check: checkName(check) };
  if (!candidate.known) return { ...named, verdict: 'inconclusive', detail: candidate.detail };
  if (!Number.isFinite(candidate.value))
    return { ...named, verdict: 'inconclusive', detail: `${candidate.value} is not a number` };

  const { limits, trouble, fellBack } = limitsOf(check, reference, unit);
  const seen = { ...named, value: candidate.value, ...(limits.length > 0 && { limit: limitText(limits) }) };
  const few = tooFew(check, candidate, fellBack === undefined ? reference : undefined);
  const unknown = trouble ?? few;
  if (unknown !== undefined) return { ...seen, verdict: 'inconclusive', detail: unknown };

  const broken = limits.filter((limit) => breaks(candidate.value, limit));
  const notes = [fellBack, ...(candidate.notes ?? [])].filter((note) => note !== undefined);
  const sentence = `${inWords(candidate.value, unit)} seen, ${limitText(broken.length > 0 ? broken : limits)} expected`;
  return { ...seen, verdict: broken.length > 0 ? 'fail' : 'pass', detail: [sentence, ...notes].join('; ') };
}

/**
 * Whether `value` is beyond `limit`, by more than what floating point makes of equal numbers: 1.2 × 3 is
 * 3.5999999999999996. Relative, so that it does not depend on the unit.
 */
export const beyond = (value: number, limit: number): boolean =>
  value - limit > 1e-9 * Math.max(Math.abs(value), Math.abs(limit));

const breaks = (value: number, { side, bound }: Limit): boolean =>
  side === 'at most' ? beyond(value, bound) : beyond(bound, value);

const limitText = (limits: readonly Limit[]): string => limits.map(({ text }) => text).join(' and ');

/** A rate of three requests says little: with `minimumSamples` both sides need as many, and a count of them. */
function tooFew(
  { minimumSamples }: CheckOf<'metric'>,
  candidate: Observation,
  reference: Observation | undefined,
): string | undefined {
  if (minimumSamples === undefined) return undefined;
  // The pinned baseline is one number without its count: it was judged when it was taken.
  const stable = reference?.known === true && reference.samples !== undefined ? [reference] : [];
  for (const side of [candidate, ...stable]) {
    const samples = side.known ? side.samples : undefined;
    if (samples === undefined || Number.isNaN(samples))
      return `at least ${minimumSamples} samples expected, but nothing counts them: the metric has no \`samples\``;
    if (samples < minimumSamples) return `rests on ${samples} samples, at least ${minimumSamples} expected`;
  }
  return undefined;
}
