import { choice } from '../choice.ts';
import type { Strategy } from '../strategy.ts';
import { adaptive } from './adaptive.ts';
import { marketAware } from './market-aware.ts';
import { aggressive, balanced, conservative } from './rolling.ts';

/** Every strategy there is. A new one is a file in this folder and a line in this list. */
export const strategies = { conservative, balanced, aggressive, adaptive, marketAware } as const satisfies Readonly<
  Record<string, Strategy>
>;

/** Derived from the registry, so a strategy can never be half added. */
export const StrategySpec = choice('strategy', {
  conservative: conservative.params,
  balanced: balanced.params,
  aggressive: aggressive.params,
  adaptive: adaptive.params,
  marketAware: marketAware.params,
}).meta({ id: 'Strategy' });
