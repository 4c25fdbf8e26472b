import { parseJsonPath, valueAt } from '../../domain/checks/json-path.ts';
import { quantile } from '../../domain/checks/statistics.ts';
import { milliseconds } from '../../domain/scalars.ts';
import { outbound, OutboundError } from '../outbound.ts';
import type { OutboundAnswer, OutboundPolicy } from '../outbound.ts';
import type { MetricProvider, SourceOf, Unknown } from './port.ts';

export interface HttpOptions {
  /** @default ALLOW_ALL */
  readonly policy?: OutboundPolicy | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

type Source = SourceOf<'http'>;

/**
 * Numbers from any URL: the status code (of several requests the highest), the latency in seconds (their p95), or a
 * number in a JSON answer (their median). Requests go one after another; the first that gives no number ends it, since
 * a latency of the survivors would flatter.
 */
export function httpProvider({ policy, now = Date.now }: HttpOptions = {}): MetricProvider<'http'> {
  return {
    async read(source, _scope, signal) {
      const values: number[] = [];
      for (let i = 0; i < source.samples; i++) {
        const value = await requested(source, signal, policy);
        if (typeof value !== 'number') return value;
        values.push(value);
      }
      return { known: true, value: quantile(values, SHARE[kindOf(source)]), at: new Date(now()).toISOString() };
    },
  };
}

const SHARE = { status: 1, latency: 0.95, json: 0.5 } as const;
const kindOf = ({ value }: Source): keyof typeof SHARE => (typeof value === 'string' ? value : 'json');

async function requested(source: Source, signal: AbortSignal, policy?: OutboundPolicy): Promise<number | Unknown> {
  try {
    const { method, timeout } = source;
    const request = { method, timeoutMs: milliseconds(timeout), signal, ...(policy && { policy }) };
    return numberOf(source, await outbound(source.url, request));
  } catch (error) {
    if (error instanceof OutboundError) return unknown('unreachable', error.message);
    throw error;
  }
}

function numberOf({ value }: Source, { status, seconds, body }: OutboundAnswer): number | Unknown {
  if (value === 'status') return status;
  // Errors are quick: their latency, or whatever number their page holds, is not what was asked for.
  if (status < 200 || status > 299) return unknown('unreachable', `answered ${status}`);
  if (value === 'latency') return seconds;
  const path = parseJsonPath(value.json);
  if (path === undefined) return unknown('no-data', `not a path such as $.queue.depth: ${value.json}`);
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return unknown('unreachable', `answered ${status}, but no JSON`);
  }
  const found = valueAt(document, path);
  if (typeof found === 'number' && Number.isFinite(found)) return found;
  return unknown('no-data', `at ${value.json} is ${found === undefined ? 'nothing' : kindOfJson(found)}, not a number`);
}

/** The kind, not the content: a body is never repeated. */
function kindOfJson(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'number' ? 'an endless number' : `of type ${typeof value}`;
}

const unknown = (why: Unknown['why'], detail: string): Unknown => ({ known: false, why, detail });
