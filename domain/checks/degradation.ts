import { KNOWN_METRICS } from './metric.ts';
import type { Metric, Metrics } from './metric.ts';

/** How much worse the candidate does than the baseline, or why that is not known. */
export type Degradation =
  | {
      readonly known: true;
      /** 0: nowhere worse. 0.05: 5 % worse. */
      readonly score: number;
      /** Relative worsening of each weighted metric, and its weight. */
      readonly parts: readonly Part[];
    }
  /** Names every metric that is not known, not only the first. */
  | { readonly known: false; readonly detail: string };

export interface Part {
  readonly metric: string;
  readonly weight: number;
  /** max(0, relative worsening): 0.2 is 20 % worse; better is 0, it does not make up for what is worse elsewhere. */
  readonly worse: number;
}

/**
 * The share of the worst single metric that always counts, however little its weight. A quarter, because the trading
 * limits let a latency go to 1.2 × and a throughput to 0.8 × its baseline (S0-079, S0-080): 20 % worse on one metric
 * is then exactly the 5 % that S0-078 forgives.
 */
const WORST_COUNTS = 1 / 4;

type Values = Readonly<Record<string, number | null | undefined>>;

/**
 * score = max(Σ weightᵢ · worseᵢ ÷ Σ weightᵢ, {@link WORST_COUNTS} · max worseᵢ), where worseᵢ is
 * max(0, (current − baseline) ÷ baseline), the other way round where higher is better (S0-077, D0-23). The second term
 * keeps many calm metrics from hiding one that is on fire. Weight 0 leaves a metric out. Unknown as soon as one
 * weighted metric is: a mean over what happens to be known would be a pass by ignorance.
 */
export function degradationOf(metrics: Metrics, current: Values, baseline: Values): Degradation {
  const weighted = Object.entries(metrics).filter(([name, metric]) => weightOf(name, metric) > 0);
  if (weighted.length === 0) return { known: false, detail: 'no metric has a weight in the degradation score' };
  const parts = weighted.map(([name, metric]) => partOf(name, metric, current[name], baseline[name]));
  const unknown = parts.filter((part) => typeof part === 'string');
  if (unknown.length > 0) return { known: false, detail: unknown.join('; ') };
  const known = parts.filter((part) => typeof part !== 'string');
  const weights = sum(known.map(({ weight }) => weight));
  const mean = sum(known.map(({ weight, worse }) => (weight / weights) * worse));
  const worst = Math.max(...known.map(({ worse }) => worse));
  return { known: true, score: Math.max(mean, WORST_COUNTS * worst), parts: known };
}

/** The metric's own weight, else the well-known one of its name, else 1. */
export const weightOf = (name: string, { weight }: Metric): number => weight ?? wellKnown(name)?.weight ?? 1;

function partOf(name: string, metric: Metric, now?: number | null, before?: number | null): Part | string {
  const better = metric.better ?? wellKnown(name)?.direction;
  if (better === undefined) return `${name}: say which way is \`better\`, or give it weight 0`;
  if (typeof now !== 'number' || !Number.isFinite(now)) return `${name}: not known now`;
  if (typeof before !== 'number' || !Number.isFinite(before)) return `${name}: no baseline`;
  const worsening = better === 'lower' ? now - before : before - now;
  if (worsening <= 0) return { metric: name, weight: weightOf(name, metric), worse: 0 };
  // Nothing is so many per cent worse than nothing; a limit of its own can judge it (D0-22).
  if (before <= 0) return `${name}: worse than its baseline of ${before}, to which there is no ratio`;
  return { metric: name, weight: weightOf(name, metric), worse: worsening / before };
}

const wellKnown = (name: string): { direction: 'lower' | 'higher'; weight: number } | undefined =>
  Object.hasOwn(KNOWN_METRICS, name) ? KNOWN_METRICS[name as keyof typeof KNOWN_METRICS] : undefined;

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
