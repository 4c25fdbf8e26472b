import { z } from 'zod';
import type { Reduce } from '../../domain/checks/metric.ts';
import { reduced } from '../../domain/checks/statistics.ts';
import type { Reading, Unknown } from './port.ts';

const Sample = z.tuple([z.number(), z.string()]);
const Labels = z.record(z.string(), z.string());
/** Native histograms have `histogram` instead of `value`: many numbers, so none for us. */
const Vector = z.array(z.object({ metric: Labels, value: Sample.optional() }));
const Matrix = z.array(z.object({ metric: Labels, values: z.array(Sample).optional() }));

/** The answers of `/api/v1/query` and `/api/v1/query_range`, as the Prometheus HTTP API documents them. */
export const PrometheusAnswer = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('scalar'), result: Sample }),
      z.object({ resultType: z.literal('string'), result: Sample }),
      z.object({ resultType: z.literal('vector'), result: Vector }),
      z.object({ resultType: z.literal('matrix'), result: Matrix }),
    ]),
    warnings: z.array(z.string()).nullish(),
  }),
  z.object({ status: z.literal('error'), errorType: z.string().regex(/^[a-z_]{1,40}$/), error: z.string() }),
]);
export type PrometheusAnswer = z.infer<typeof PrometheusAnswer>;
export type PrometheusData = Extract<PrometheusAnswer, { status: 'success' }>['data'];

/** How an answer becomes one number. */
export interface Question {
  /** Milliseconds since 1970, now. */
  readonly now: number;
  readonly staleAfterMs: number;
  /** @default 'last' */
  readonly reduce?: Reduce;
}

/** The one number of an answer: of its only series, reduced over the finite samples, if the newest is fresh. */
export function readingOf(data: PrometheusData, how: Question): Reading {
  const samples = samplesOf(data);
  if ('known' in samples) return samples;
  const finite = samples
    .map(([at, text]) => ({ at, value: numberOf(text) }))
    .filter(({ value }) => Number.isFinite(value));
  const newest = finite.at(-1);
  if (newest === undefined)
    return noData(samples.length === 0 ? 'the series is empty' : `only ${samples.at(-1)?.[1]}, which is no number`);
  const age = how.now - newest.at * 1000;
  const stale = staleText(age, how.staleAfterMs);
  if (stale !== undefined) return noData(stale);
  const value = reduced(
    finite.map(({ value }) => value),
    how.reduce ?? 'last',
  );
  // The mean of two large finite numbers may overflow.
  if (!Number.isFinite(value)) return noData(`the result is ${value}`);
  return { known: true, value, at: new Date(newest.at * 1000).toISOString() };
}

/** Numbers by the label `pod`; a pod with several series or without a finite number is left out. */
export function byPod(data: PrometheusData, { now, staleAfterMs }: Question): ReadonlyMap<string, number> {
  if (data.resultType !== 'vector') return new Map();
  const numbers = new Map<string, Reading>();
  for (const series of data.result) {
    const pod = series.metric['pod'] ?? '';
    const reading = readingOf({ resultType: 'vector', result: [series] }, { now, staleAfterMs });
    numbers.set(pod, numbers.has(pod) ? ambiguous(2) : reading);
  }
  return new Map([...numbers].flatMap(([pod, it]) => (pod !== '' && it.known ? [[pod, it.value]] : [])));
}

function samplesOf(data: PrometheusData): readonly z.infer<typeof Sample>[] | Unknown {
  switch (data.resultType) {
    case 'scalar':
      return [data.result];
    case 'string':
      return noData('the query answers a text, not a number');
    case 'vector':
    case 'matrix': {
      const [series, ...others] = data.result;
      if (series === undefined) return noData('no series');
      if (others.length > 0) return ambiguous(data.result.length);
      if ('values' in series && series.values !== undefined) return series.values;
      if ('value' in series && series.value !== undefined) return [series.value];
      return noData('the query answers a histogram, not a number');
    }
  }
}

const noData = (detail: string): Unknown => ({ known: false, why: 'no-data', detail });

const ambiguous = (count: number): Unknown => ({
  known: false,
  why: 'ambiguous',
  detail: `${count} series; aggregate them to one, or filter by label`,
});

/** What is wrong with a sample of that age, both in milliseconds; undefined when it is fresh. */
export function staleText(age: number, limit: number): string | undefined {
  if (age > limit) return `the newest sample is ${Math.round(age / 1000)} s old, more than ${limit / 1000} s is stale`;
  // A sample from the future says that a clock is wrong, so its age is not known either. NaN is no age.
  if (age >= -limit) return undefined;
  return `the newest sample is ${Math.round(-age / 1000)} s in the future: clocks differ`;
}

/** `Number('')` is 0 and `Number('0x1')` is 1: only what Prometheus writes counts; `NaN` and `+Inf` become NaN. */
const numberOf = (text: string): number => (/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN);
