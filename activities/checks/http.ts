import { setTimeout as sleep } from 'node:timers/promises';
import { checkName } from '../../domain/checks/check.ts';
import type { CheckOf } from '../../domain/checks/check.ts';
import { httpVerdict } from '../../domain/checks/probes.ts';
import type { Probe } from '../../domain/checks/probes.ts';
import { milliseconds } from '../../domain/scalars.ts';
import { outbound, OutboundError } from '../outbound.ts';
import type { OutboundCode } from '../outbound.ts';
import type { Ask, CheckContext } from './port.ts';

/** Requests to one URL, each a sample of its own (S0-146, D0-32); judged together. */
export const askHttp: Ask<'http'> = async (check, context) => {
  // One is sent every so often whether or not the last was answered: waiting would measure a slow server less often.
  const probes = await Promise.all(Array.from({ length: check.samples }, (_, i) => probe(check, i, context)));
  return httpVerdict(checkName(check), check, probes);
};

async function probe(check: CheckOf<'http'>, nth: number, context: CheckContext): Promise<Probe> {
  const { signal, outboundPolicy: policy } = context;
  try {
    await sleep(nth * milliseconds(check.every), undefined, { signal });
    const request = { timeoutMs: milliseconds(check.timeout), signal, ...(policy && { policy }) };
    const { status, seconds } = await outbound(check.url, request);
    return status >= 200 && status < 300 ? { is: 'good', seconds } : { is: 'bad', detail: `answered ${status}` };
  } catch (error) {
    if (error instanceof OutboundError) return { is: MEANS[error.code], detail: error.message };
    if (signal.aborted) return { is: 'unknown', detail: 'stopped before it was sent' };
    throw error;
  }
}

/** Whether the service failed, or only our asking (D0-21, D0-35). */
const MEANS = {
  'no-answer': 'bad',
  timeout: 'bad',
  redirect: 'bad',
  refused: 'unknown',
  unresolved: 'unknown',
  'too-large': 'unknown',
  cancelled: 'unknown',
} as const satisfies Record<OutboundCode, Probe['is']>;
