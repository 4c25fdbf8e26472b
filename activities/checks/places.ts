import { checkName } from '../../domain/checks/check.ts';
import type { Ask } from './port.ts';

/** The control packs of a framework, audit trail completeness among them (S0-107). No evidence source exists yet. */
export const askCompliance: Ask<'compliance'> = async (check) =>
  check.frameworks.map((framework) => ({
    check: `${checkName(check)}/${framework}`,
    verdict: 'inconclusive',
    detail: `no evidence source is configured for ${framework}: its controls and the audit trail are not checked`,
  }));
