import { checkName } from '../../domain/checks/check.ts';
import { outbound, OutboundError } from '../outbound.ts';
import type { Ask } from './port.ts';

const TIMEOUT_MS = 10_000;

/** Whether the backup system answers (S0-075). Without a URL there is nobody to ask. */
export const askBackup: Ask<'backup'> = async (check, { signal, outboundPolicy }) => {
  const named = { check: checkName(check) };
  if (check.url === undefined)
    return [{ ...named, verdict: 'inconclusive', detail: 'no backup system is configured: the check has no url' }];
  const limit = 'an answer of 200 to 299';
  try {
    const request = { timeoutMs: TIMEOUT_MS, signal, ...(outboundPolicy && { policy: outboundPolicy }) };
    const { status } = await outbound(check.url, request);
    const verdict = status >= 200 && status < 300 ? 'pass' : 'fail';
    return [{ ...named, value: status, limit, verdict, detail: `the backup system answered ${status}` }];
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return [{ ...named, limit, verdict: 'inconclusive', detail: error.message }];
  }
};
