import { checkName } from '../../domain/checks/check.ts';
import type { Ask } from './port.ts';

export const askKubernetes: Ask<'kubernetes'> = async (check) => [
  { check: checkName(check), verdict: 'inconclusive', detail: 'not asked yet' },
];
