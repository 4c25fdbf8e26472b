import { fillPlaceholders } from '../../domain/checks/placeholders.ts';
import { milliseconds } from '../../domain/scalars.ts';
import type { Duration } from '../../domain/scalars.ts';
import { outbound, OutboundError } from '../outbound.ts';
import type { OutboundPolicy } from '../outbound.ts';
import type { MetricProvider, Reading, Scope, SourceOf, Unknown } from './port.ts';
import { byPod, PrometheusAnswer, readingOf } from './prometheus-answer.ts';
import type { PrometheusData } from './prometheus-answer.ts';

export interface PrometheusOptions {
  /** Where queries go that name no server of their own; absent: nowhere. */
  readonly server?: string | undefined;
  /** @default ALLOW_ALL */
  readonly policy?: OutboundPolicy | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

type Source = SourceOf<'prometheus'>;
type Form = Readonly<Record<string, string>>;
interface Asking {
  readonly server: string | undefined;
  readonly api: 'query' | 'query_range';
  readonly form: Form;
  readonly timeoutMs: number;
}
type Answer = { readonly data: PrometheusData; readonly notes: readonly string[] } | Unknown;

const PER_POD: Pick<Source, 'staleAfter' | 'timeout'> = { staleAfter: '2m', timeout: '10s' };

/** Numbers from a server that speaks the Prometheus HTTP API. */
export function prometheusProvider({
  server,
  policy,
  now = Date.now,
}: PrometheusOptions): Required<MetricProvider<'prometheus'>> {
  const ask = async (asking: Asking, scope: Scope, signal: AbortSignal): Promise<Answer> => {
    const filled = fillPlaceholders(asking.form['query'] ?? '', scope);
    if (!filled.filled) return { known: false, why: 'no-data', detail: filled.why };
    return answerTo({ ...asking, form: { ...asking.form, query: filled.query } }, signal, policy);
  };
  return {
    async read(source, scope, signal) {
      const asked = now();
      const asking = { ...askingOf(source, asked), server: source.server ?? server };
      const answer = await ask(asking, scope, signal);
      if (!('data' in answer)) return answer;
      const { staleAfter, range } = source;
      const how = {
        now: range ? asked : now(),
        staleAfterMs: milliseconds(staleAfter),
        ...(range && { reduce: range.reduce }),
      };
      return noted(readingOf(answer.data, how), answer.notes);
    },
    async readPerPod(query, scope, signal) {
      const asking = askingOf({ kind: 'prometheus', query, ...PER_POD }, now());
      const answer = await ask({ ...asking, server }, scope, signal);
      return 'data' in answer
        ? byPod(answer.data, { now: now(), staleAfterMs: milliseconds(PER_POD.staleAfter) })
        : new Map();
    },
  };
}

function askingOf({ query, range, staleAfter, timeout }: Source, now: number): Omit<Asking, 'server'> {
  const seconds = (duration: Duration): number => milliseconds(duration) / 1000;
  // An answer carries the time of the question, not that of the sample. Only the server can tell the sample's age, so it
  // is told how far to look back. Servers that do not know the parameter take their own, 5 minutes mostly.
  const common = { query, timeout: `${seconds(timeout)}`, lookback_delta: `${seconds(staleAfter)}` };
  const timeoutMs = milliseconds(timeout);
  if (range === undefined) return { api: 'query', form: common, timeoutMs };
  const [end, step] = [now / 1000, seconds(range.step)];
  const form = { ...common, start: `${end - seconds(range.over)}`, end: `${end}`, step: `${step}` };
  return { api: 'query_range', form, timeoutMs };
}

async function answerTo(asking: Asking, signal: AbortSignal, policy: OutboundPolicy | undefined): Promise<Answer> {
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

function noted(reading: Reading, notes: readonly string[]): Reading {
  if (notes.length === 0) return reading;
  return reading.known ? { ...reading, notes } : { ...reading, detail: [reading.detail, ...notes].join('; ') };
}
