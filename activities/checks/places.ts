import { checkName } from '../../domain/checks/check.ts';
import type { Ask } from './port.ts';

/**
 * The market's condition (S0-087 to S0-094). No market data source exists yet: the place is here, the answer is that
 * it is not known, which holds the rollout rather than letting it into a storm.
 */
export const askMarket: Ask<'market'> = async (check) => [
  {
    check: checkName(check),
    limit: `volatility at most ${check.volatilityAtMost} and volume at most ${check.volumeAtMost} × average volume`,
    verdict: 'inconclusive',
    detail:
      `no market data source is configured: volatility, trading volume, average volume, spread and market impact ` +
      `cost of ${check.market} are not known`,
  },
];

/** The control packs of a framework, audit trail completeness among them (S0-107). No evidence source exists yet. */
export const askCompliance: Ask<'compliance'> = async (check) =>
  check.frameworks.map((framework) => ({
    check: `${checkName(check)}/${framework}`,
    verdict: 'inconclusive',
    detail: `no evidence source is configured for ${framework}: its controls and the audit trail are not checked`,
  }));
