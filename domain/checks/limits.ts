import type { CheckOf } from './check.ts';
import type { Quantity } from './quantity.ts';
import { inWords, limitIn, ratioOf } from './unit.ts';
import type { Unit } from './unit.ts';

/** What was read for one side of a comparison. */
export type Observation =
  /** `samples`: how many observations the value rests on; absent when nothing counts them. */
  | { readonly known: true; readonly value: number; readonly samples?: number; readonly notes?: readonly string[] }
  | { readonly known: false; readonly detail: string };

/** One bound in the unit of the metric, and how it is written: `at most 1.2 × baseline (0.24 s)`. */
export interface Limit {
  readonly side: 'at most' | 'at least';
  readonly bound: number;
  readonly text: string;
}

export interface Limits {
  readonly limits: readonly Limit[];
  /** Why the limits cannot be held against anything; then there is no verdict. */
  readonly trouble?: string;
  /** Why only the absolute limits are left. */
  readonly fellBack?: string;
}

type Compare = NonNullable<CheckOf<'metric'>['compare']>;
type Side = readonly [Limit['side'], Quantity];

/** All bounds a metric check sets, in the unit of the metric. */
export function limitsOf(check: CheckOf<'metric'>, reference: Observation | undefined, unit: Unit): Limits {
  const absolute = sides(check).map(([side, limit]) => absoluteLimit(side, limit, unit));
  const { relative, gap } = relativeLimits(check.compare, reference, unit);
  const limits = [...absolute, ...relative];
  const misfit = limits.find((limit) => typeof limit === 'string');
  const usable = limits.filter((limit) => typeof limit !== 'string');
  if (misfit !== undefined) return { limits: usable, trouble: misfit };
  if (gap !== undefined && absolute.length === 0) return { limits: [], trouble: gap };
  if (usable.length === 0) return { limits: [], trouble: 'the check sets no limit' };
  return { limits: usable, ...(gap !== undefined && { fellBack: `${gap}, so only the absolute limits were held` }) };
}

function relativeLimits(
  compare: Compare | undefined,
  reference: Observation | undefined,
  unit: Unit,
): { relative: readonly (Limit | string)[]; gap?: string } {
  if (compare === undefined) return { relative: [] };
  const gap = gapOf(compare, reference);
  if (gap !== undefined || reference?.known !== true) return { relative: [], gap: gap ?? 'nothing to compare with' };
  return {
    relative: sides(compare).map(([side, limit]) => relativeLimit(compare, side, limit, reference.value, unit)),
  };
}

function sides({ atMost, atLeast }: { atMost?: Quantity | undefined; atLeast?: Quantity | undefined }): Side[] {
  return [
    ...(atMost === undefined ? [] : [['at most', atMost] as const]),
    ...(atLeast === undefined ? [] : [['at least', atLeast] as const]),
  ];
}

/** Why there is nothing to compare with; undefined when there is. */
function gapOf({ with: what, as }: Compare, reference: Observation | undefined): string | undefined {
  if (reference === undefined) return `no ${what} value`;
  if (!reference.known) return `no ${what} value: ${reference.detail}`;
  if (!Number.isFinite(reference.value)) return `the ${what} value is ${reference.value}`;
  // A ratio to nothing is Infinity or NaN, a ratio to a loss turns `at most` round.
  if (as === 'ratio' && reference.value <= 0) return `the ${what} value is ${reference.value}, there is no ratio to it`;
  return undefined;
}

function absoluteLimit(side: Limit['side'], limit: Quantity, unit: Unit): Limit | string {
  const bound = limitIn(limit, unit);
  return bound === undefined ? misfits(limit, unit) : { side, bound, text: `${side} ${inWords(bound, unit)}` };
}

function relativeLimit(
  { with: what, as }: Compare,
  side: Limit['side'],
  limit: Quantity,
  reference: number,
  unit: Unit,
): Limit | string {
  const by = as === 'ratio' ? ratioOf(limit) : limitIn(limit, unit);
  if (by === undefined) return as === 'ratio' ? `${limit} is not a ratio such as 1.2 or 120%` : misfits(limit, unit);
  const bound = as === 'ratio' ? by * reference : reference + by;
  const formula = as === 'ratio' ? `${by} × ${what}` : `${what} ${by < 0 ? '−' : '+'} ${Math.abs(by)}`;
  return { side, bound, text: `${side} ${formula} (${inWords(bound, unit)})` };
}

const misfits = (limit: Quantity, unit: Unit): string =>
  `the limit ${limit} cannot be held against a value in ${unit.symbol || 'shares of one'}`;
