import { fillPlaceholders } from '../../domain/checks/placeholders.ts';
import { milliseconds } from '../../domain/scalars.ts';
import type { Duration } from '../../domain/scalars.ts';
import type { OutboundPolicy } from '../outbound.ts';
import type { MetricProvider, Reading, SourceOf } from './port.ts';
import { byPod, readingOf, staleText } from './prometheus-answer.ts';
import { answerTo } from './prometheus-api.ts';
import type { Asking } from './prometheus-api.ts';

export interface PrometheusOptions {
  /** Where queries go that name no server of their own; absent: nowhere. */
  readonly server?: string | undefined;
  /** @default ALLOW_ALL */
  readonly policy?: OutboundPolicy | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

type Source = SourceOf<'prometheus'>;

const PER_POD: Pick<Source, 'staleAfter' | 'timeout'> = { staleAfter: '2m', timeout: '10s' };

/** Numbers from a server that speaks the Prometheus HTTP API. */
export function prometheusProvider({
  server,
  policy,
  now = Date.now,
}: PrometheusOptions): Required<MetricProvider<'prometheus'>> {
  return {
    async read(source, scope, signal) {
      const filled = fillPlaceholders(source.query, scope);
      if (!filled.filled) return { known: false, why: 'no-data', detail: filled.why };
      const asked = { ...source, query: filled.query, server: source.server ?? server };
      const [reading, aged] = await Promise.all([
        readOnce(asked, now, signal, policy),
        isBare(asked.query) ? readOnce(agesOf(asked), now, signal, policy) : undefined,
      ]);
      return aged === undefined ? reading : ofAge(reading, aged, now(), milliseconds(source.staleAfter));
    },
    async readPerPod(query, scope, signal) {
      const filled = fillPlaceholders(query, scope);
      if (!filled.filled) return new Map();
      const asking = askingOf({ kind: 'prometheus', query: filled.query, server, ...PER_POD }, now());
      const answer = await answerTo(asking, signal, policy);
      if (!('data' in answer)) return new Map();
      return byPod(answer.data, { now: now(), staleAfterMs: milliseconds(PER_POD.staleAfter) });
    },
  };
}

type Asked = Omit<Source, 'server'> & { readonly server: string | undefined };

async function readOnce(
  source: Asked,
  now: () => number,
  signal: AbortSignal,
  policy?: OutboundPolicy,
): Promise<Reading> {
  const began = now();
  const answer = await answerTo(askingOf(source, began), signal, policy);
  if (!('data' in answer)) return answer;
  const { staleAfter, range } = source;
  // The times of a range are ours, those of an instant query the server's, which come later.
  const at = range ? { now: began, reduce: range.reduce } : { now: now() };
  return noted(readingOf(answer.data, { ...at, staleAfterMs: milliseconds(staleAfter) }), answer.notes);
}

function askingOf({ server, query, range, staleAfter, timeout }: Asked, now: number): Asking {
  const seconds = (duration: Duration): number => milliseconds(duration) / 1000;
  // An answer carries the time of the question, not that of the sample, and a sample of up to 5 minutes ago is taken.
  // Newer servers can be told to look back less; to older ones the parameter means nothing, see `agesOf`.
  const common = { query, timeout: `${seconds(timeout)}`, lookback_delta: `${seconds(staleAfter)}` };
  const asking = { server, timeoutMs: milliseconds(timeout) };
  if (range === undefined) return { ...asking, api: 'query', form: common };
  const [end, step] = [now / 1000, seconds(range.step)];
  const form = { ...common, start: `${end - seconds(range.over)}`, end: `${end}`, step: `${step}` };
  return { ...asking, api: 'query_range', form };
}

/** A selector and nothing around it: the one expression of which any server can tell how old its sample is. */
const isBare = (query: string): boolean =>
  /^\s*[a-zA-Z_:][\w:]*\s*(\{(?:[^{}"'`]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)*\})?\s*$/.test(query);

function agesOf({ kind, server, query, staleAfter, timeout }: Asked): Asked {
  return { kind, server, query: `timestamp(${query})`, staleAfter, timeout };
}

/** The reading with the time of its sample, unless that is too long ago or not known. */
function ofAge(reading: Reading, sampled: Reading, now: number, staleAfterMs: number): Reading {
  if (!reading.known || !sampled.known) return reading.known ? sampled : reading;
  const at = sampled.value * 1000;
  const stale = staleText(now - at, staleAfterMs);
  if (stale !== undefined) return { known: false, why: 'no-data', detail: stale };
  return { ...reading, at: new Date(at).toISOString() };
}

function noted(reading: Reading, notes: readonly string[]): Reading {
  if (notes.length === 0) return reading;
  return reading.known ? { ...reading, notes } : { ...reading, detail: [reading.detail, ...notes].join('; ') };
}
