import { z } from 'zod';
import { choice } from '../choice.ts';
import { Duration } from '../scalars.ts';
import { parseJsonPath } from './json-path.ts';
import { placeholderTrouble } from './placeholders.ts';

const Reduce = z.enum(['last', 'mean', 'max', 'min', 'p50', 'p95', 'p99']);
export type Reduce = z.infer<typeof Reduce>;

/**
 * Placeholders, filled in before the query is sent: `{{namespace}}`, `{{name}}` (the workload), and `{{pods}}`
 * (a regular expression of pod names: of the candidate, or of the stable pods where the check compares with `stable`).
 */
const Prometheus = z.strictObject({
  query: z
    .string()
    .min(1)
    .max(8_192)
    .refine((query) => placeholderTrouble(query) === undefined, {
      error: ({ input }) => placeholderTrouble(String(input)) ?? 'expected a query',
    }),
  server: z.url().optional().describe('Default: PROMETHEUS_URL of the worker'),
  range: z
    .strictObject({ over: Duration, step: Duration.default('15s'), reduce: Reduce.default('mean') })
    .optional()
    .describe('A range query, reduced to one number; without it an instant query'),
  staleAfter: Duration.default('2m').describe('A newest sample older than this is no data'),
  timeout: Duration.default('10s'),
});

const JsonPathText = z.string().refine((text) => parseJsonPath(text) !== undefined, {
  error: 'expected a path to one value, such as $.queue.depth',
});

const Http = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET'),
  value: z
    .union([z.enum(['status', 'latency']), z.strictObject({ json: JsonPathText })])
    .default('status')
    .describe(
      'What is measured: the status code, the latency in seconds, or a number at a JSON path such as $.queue.depth',
    ),
  samples: z.number().int().min(1).max(100).default(1).describe('Requests made; latency is their p95'),
  timeout: Duration.default('5s'),
});

/** Where one number comes from. */
export const MetricSource = choice('metric source', { prometheus: Prometheus, http: Http });
export type MetricSource = z.infer<typeof MetricSource>;

/** The metrics that the source documents name; any other name is the user's own. */
export const KNOWN_METRICS = {
  order_latency_p99_ms: { direction: 'lower', weight: 2 },
  order_throughput_tps: { direction: 'higher', weight: 1 },
  fill_rate_percentage: { direction: 'higher', weight: 2 },
  market_data_latency_ms: { direction: 'lower', weight: 1 },
  risk_pnl_exposure_usd: { direction: 'lower', weight: 0 },
  system_cpu_utilization: { direction: 'lower', weight: 0.5 },
  memory_utilization_percentage: { direction: 'lower', weight: 0.5 },
  network_latency_ms: { direction: 'lower', weight: 1 },
  error_rate_percentage: { direction: 'lower', weight: 3 },
} as const satisfies Record<string, { direction: 'lower' | 'higher'; weight: number }>;

/** A named number about the workload, measured at the baseline and again whenever a check asks. */
export const Metric = z
  .strictObject({
    source: MetricSource,
    better: z.enum(['lower', 'higher']).optional().describe('Which way is better; known for the well-known names'),
    weight: z.number().min(0).max(100).optional().describe('In the degradation score. Default 1'),
    samples: MetricSource.optional().describe('How many observations the number rests on, for minimumSamples'),
  })
  .meta({ id: 'Metric' });
export type Metric = z.infer<typeof Metric>;
export type Metrics = Readonly<Record<string, Metric>>;
