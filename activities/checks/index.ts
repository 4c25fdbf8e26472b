import type { Check } from '../../domain/checks/check.ts';
import type { Measurement } from '../../domain/verdict.ts';
import { askBackup } from './backup.ts';
import { askDegradation } from './degradation.ts';
import { askHttp } from './http.ts';
import { askImage } from './image.ts';
import { askKubernetes } from './kubernetes/index.ts';
import { askMarket } from './market.ts';
import { askMetric } from './metric.ts';
import { askCompliance } from './places.ts';
import type { Ask, CheckContext } from './port.ts';
import { askTrading } from './trading.ts';
import { askTraffic } from './traffic.ts';

/** Every kind of check there is. A new kind is one line here, one in `domain/checks/check.ts`, and one file. */
export const CHECKS = {
  metric: askMetric,
  degradation: askDegradation,
  trading: askTrading,
  traffic: askTraffic,
  http: askHttp,
  kubernetes: askKubernetes,
  image: askImage,
  market: askMarket,
  compliance: askCompliance,
  backup: askBackup,
} as const satisfies { [K in Check['kind']]: Ask<K> };

/** Asks one check of whatever kind. May throw; see {@link Ask}. */
export function ask(check: Check, context: CheckContext): Promise<readonly Measurement[]> {
  // The registry pairs each kind with its own type; TypeScript cannot follow the pairing through an index.
  const one = CHECKS[check.kind] as (check: Check, context: CheckContext) => Promise<readonly Measurement[]>;
  return one(check, context);
}
