import { outbound, OutboundError } from '../outbound.ts';
import type { OutboundPolicy } from '../outbound.ts';
import type { Unknown } from './port.ts';
import { PrometheusAnswer } from './prometheus-answer.ts';
import type { PrometheusData } from './prometheus-answer.ts';

/** One question to a Prometheus HTTP API. */
export interface Asking {
  readonly server: string | undefined;
  readonly api: 'query' | 'query_range';
  readonly form: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}
export type Answer = { readonly data: PrometheusData; readonly notes: readonly string[] } | Unknown;

/** Asks; whatever comes back that is not a whole good answer is `unreachable`. Does not throw for what a server does. */
export async function answerTo(
  asking: Asking,
  signal: AbortSignal,
  policy: OutboundPolicy | undefined,
): Promise<Answer> {
  const { server, api, form, timeoutMs } = asking;
  if (server === undefined) return unreachable('no Prometheus: the worker has no PROMETHEUS_URL, the metric no server');
  try {
    const { status, body } = await outbound(apiUrl(server, api), {
      method: 'POST',
      // By POST, because a regular expression of many pod names outgrows a URL.
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
      timeoutMs,
      signal,
      ...(policy && { policy }),
    });
    return parsed(status, body);
  } catch (error) {
    if (error instanceof OutboundError) return unreachable(error.message);
    throw error;
  }
}

function apiUrl(server: string, api: Asking['api']): string {
  if (!URL.canParse(server)) return server;
  const url = new URL(server);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/${api}`;
  return url.href;
}

function parsed(status: number, body: string): Answer {
  const answer = PrometheusAnswer.safeParse(json(body));
  if (!answer.success) return unreachable(`answered ${status}, not as Prometheus does`);
  // The kind of error is one of a few words. Its text quotes the query, which may hold what is not for every eye.
  if (answer.data.status === 'error') return unreachable(`answered ${status}: ${answer.data.errorType}`);
  if (status !== 200) return unreachable(`answered ${status}`);
  return { data: answer.data.data, notes: answer.data.warnings ?? [] };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const unreachable = (detail: string): Unknown => ({ known: false, why: 'unreachable', detail });
