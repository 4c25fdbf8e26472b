import type { CheckOf } from './check.ts';
import type { Metrics } from './metric.ts';

type Limits = NonNullable<CheckOf<'metric'>['compare']>;

/** The limits of the trading gate against the pinned baseline (S0-079 to S0-082). */
export const TRADING_LIMITS = {
  order_latency_p99_ms: { with: 'baseline', as: 'ratio', atMost: 1.2 },
  order_throughput_tps: { with: 'baseline', as: 'ratio', atLeast: 0.8 },
  // Percentage points: the metric counts 0 to 100.
  fill_rate_percentage: { with: 'baseline', as: 'difference', atLeast: -2 },
  market_data_latency_ms: { with: 'baseline', as: 'ratio', atMost: 1.5 },
} as const satisfies Record<string, Limits>;

/** The trading gate as metric checks, of those trading metrics that the rollout declares. */
export function tradingChecks(metrics: Metrics): readonly CheckOf<'metric'>[] {
  return Object.entries(TRADING_LIMITS)
    .filter(([name]) => Object.hasOwn(metrics, name))
    .map(([name, compare]) => ({ kind: 'metric', name, compare, onFail: 'fail' }));
}
