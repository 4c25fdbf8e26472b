import type { Reduce } from './metric.ts';

/**
 * The smallest value that at least the share `q` of the values do not pass (nearest rank: no value is invented
 * between two that were seen). NaN of nothing.
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

/** One number of many, in the order they were seen. NaN of nothing. */
export function reduced(values: readonly number[], by: Reduce): number {
  switch (by) {
    case 'last':
      return values.at(-1) ?? Number.NaN;
    case 'mean':
      return values.reduce((a, b) => a + b, 0) / values.length;
    case 'max':
      return quantile(values, 1);
    case 'min':
      return quantile(values, 0);
    case 'p50':
      return quantile(values, 0.5);
    case 'p95':
      return quantile(values, 0.95);
    case 'p99':
      return quantile(values, 0.99);
  }
}
