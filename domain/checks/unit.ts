import { baseUnits } from './quantity.ts';
import type { Metric } from './metric.ts';
import type { Quantity } from './quantity.ts';

/** What a metric is counted in: its symbol, its size in base units, and the kind of thing that is counted. */
export interface Unit {
  readonly symbol: string;
  readonly size: number;
  readonly of: 'time' | 'share' | 'bytes' | 'number';
}

export const NUMBER: Unit = { symbol: '', size: 1, of: 'number' };
const SECONDS: Unit = { symbol: 's', size: 1, of: 'time' };

/** Endings as Prometheus names them (base units), and those of the source documents (`_ms`, `_percentage`). */
const ENDINGS: readonly (readonly [RegExp, Unit])[] = [
  [/_(ms|milliseconds)$/, { symbol: 'ms', size: 1e-3, of: 'time' }],
  [/_(s|seconds)$/, SECONDS],
  [/_(pct|percent|percentage)$/, { symbol: '%', size: 0.01, of: 'share' }],
  [/_ratio$/, { symbol: '', size: 1, of: 'share' }],
  [/_bytes$/, { symbol: 'B', size: 1, of: 'bytes' }],
];

/** The unit a metric's values come in: what its source says, else what its name ends in, else a bare number. */
export function unitOf(name: string, metric: Metric | undefined): Unit {
  const source = metric?.source;
  if (source?.kind === 'http' && source.value === 'latency') return SECONDS;
  if (source?.kind === 'http' && source.value === 'status') return NUMBER;
  return ENDINGS.find(([ending]) => ending.test(name))?.[1] ?? NUMBER;
}

/**
 * The limit in the unit of the metric: `250ms` of an `…_ms` metric is 250, of an `…_seconds` metric 0.25. Bare numbers
 * are taken as they are; so is any unit in base units where the metric has none. Undefined when the two cannot be
 * compared, such as `250ms` of an `…_percentage`: such a limit would always hold, or never.
 */
export function limitIn(limit: Quantity, unit: Unit): number | undefined {
  const of = kindOf(limit);
  if (of === 'number') return Number(limit);
  if (unit.of === 'number') return baseUnits(limit);
  return of === unit.of ? baseUnits(limit) / unit.size : undefined;
}

/** The limit of a ratio: `1.2` or `120%`. Undefined for anything else. */
export function ratioOf(limit: Quantity): number | undefined {
  const of = kindOf(limit);
  return of === 'number' || (of === 'share' && !String(limit).endsWith('pp')) ? baseUnits(limit) : undefined;
}

/** A value as people read it: six significant digits at most, with its unit. */
export const inWords = (value: number, unit: Unit): string =>
  `${Number(value.toPrecision(6))}${unit.symbol === '' ? '' : ` ${unit.symbol}`}`;

function kindOf(limit: Quantity): Unit['of'] {
  const symbol = /[a-z%]+$/i.exec(String(limit).trim())?.[0] ?? '';
  if (symbol === '' || typeof limit === 'number') return 'number';
  if (symbol === '%' || symbol === 'pp') return 'share';
  return symbol.endsWith('B') ? 'bytes' : 'time';
}
