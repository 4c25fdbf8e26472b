import { checkName } from '../../domain/checks/check.ts';
import { TRADING_LIMITS, tradingChecks } from '../../domain/checks/trading.ts';
import { measure } from './metric.ts';
import type { Ask } from './port.ts';

/** The trading limits (S0-079 to S0-083) for those trading metrics that the rollout declares. */
export const askTrading: Ask<'trading'> = async (check, context) => {
  const checks = tradingChecks(context.rules.metrics);
  if (checks.length > 0) return Promise.all(checks.map((one) => measure(one, context)));
  const detail = `the rollout declares none of the trading metrics: ${Object.keys(TRADING_LIMITS).join(', ')}`;
  return [{ check: checkName(check), verdict: 'inconclusive', detail }];
};
