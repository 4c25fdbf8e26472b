import { z } from 'zod';
import { choice } from '../choice.ts';
import { Horizon, MARKET_LIMITS, marketData } from '../market/data.ts';
import { Duration, PodShare } from '../scalars.ts';
import { Quantity } from './quantity.ts';

/** What every check may say beside its own question. */
const common = {
  name: z
    .string()
    .min(1)
    .max(80)
    .optional()
    .describe('How the check is called in reports; made from its content if absent'),
  onFail: z.enum(['fail', 'warn']).default('fail').describe('`warn` records the failure and goes on'),
};

const limits = {
  atMost: Quantity.optional(),
  atLeast: Quantity.optional(),
};
/** A check without a limit would pass whatever is seen. */
const limited = (it: { atMost?: Quantity | undefined; atLeast?: Quantity | undefined }): boolean =>
  it.atMost !== undefined || it.atLeast !== undefined;

/** One metric against an absolute limit, the pinned baseline, or the stable pods in the same window. */
const MetricCheck = z
  .strictObject({
    ...common,
    name: z.string().min(1).describe('Name of a metric of this rollout'),
    label: common.name,
    ...limits,
    compare: z
      .strictObject({
        with: z.enum(['baseline', 'stable']),
        as: z.enum(['ratio', 'difference']).default('ratio'),
        ...limits,
      })
      .refine(limited, { error: 'expected atMost or atLeast' })
      .optional()
      .describe('Ratio (candidate ÷ reference) or difference (candidate − reference) within limits'),
    minimumSamples: z.number().int().min(1).optional().describe('Fewer observations are inconclusive'),
  })
  .refine((check) => limited(check) || check.compare !== undefined, { error: 'expected atMost, atLeast or compare' });

/** Everything a check can ask. A new kind is one line here and one file in activities/checks. */
export const Check = choice('check', {
  metric: MetricCheck,
  degradation: z.strictObject({ ...common, atMost: Quantity.default('5%') }),
  trading: z.strictObject({ ...common }),
  traffic: z.strictObject({
    ...common,
    name: z.string().min(1).describe('Name of a metric: requests per second of {{pods}}'),
    label: common.name,
    tolerance: Quantity.default('10pp').describe('How far the measured share may be from the predicted one'),
  }),
  http: z.strictObject({
    ...common,
    url: z.url({ protocol: /^https?$/ }),
    samples: z.number().int().min(1).max(100).default(10),
    every: Duration.default('200ms'),
    failuresAtMost: Quantity.default('5%').describe('Share of requests without a 2xx answer in time'),
    latencyAtMost: Quantity.optional().describe('p95 of the answers'),
    timeout: Duration.default('2s'),
  }),
  kubernetes: z.strictObject({
    ...common,
    ask: z
      .array(z.enum(['healthy-pods', 'restarts', 'schedulable', 'quota', 'disruption-budget']))
      .min(1)
      .default(['healthy-pods', 'restarts', 'schedulable', 'quota', 'disruption-budget']),
    restartsAtMost: z.number().int().min(0).default(0).describe('Restarts of one candidate pod since it was made'),
    unhealthyAtMost: PodShare.default(0),
  }),
  image: z.strictObject({ ...common, ask: z.enum(['exists', 'scanned']).default('exists') }),
  market: z.strictObject({
    ...common,
    market: z.string().min(1).describe('Market identifier code, such as XNYS'),
    volatilityAtMost: z.number().min(0).max(1).default(MARKET_LIMITS.volatilityAtMost),
    volumeAtMost: z.number().min(0).default(MARKET_LIMITS.volumeAtMost).describe('Multiple of the average volume'),
    ...marketData,
    horizon: Horizon,
  }),
  compliance: z.strictObject({ ...common, frameworks: z.array(z.string().min(1)).min(1) }),
  backup: z.strictObject({ ...common, url: z.url({ protocol: /^https?$/ }).optional() }),
});
export type Check = z.infer<typeof Check>;
export type CheckOf<K extends Check['kind']> = Extract<Check, { kind: K }>;

/** The places where checks are asked; `window` is not the user's: a strategy that waits for the market fills it. */
export const GateName = z.enum([
  'preDeployment',
  'postPodReplacement',
  'intermediateValidation',
  'finalValidation',
  'monitor',
  'window',
]);
export type GateName = z.infer<typeof GateName>;

/** How a check is called in reports and errors. */
export function checkName(check: Check): string {
  if (check.kind === 'metric') return check.label ?? check.name;
  if (check.kind === 'traffic') return check.label ?? 'traffic';
  if (check.name !== undefined) return check.name;
  switch (check.kind) {
    case 'image':
      return `image-${check.ask}`;
    case 'market':
      return `market-${check.market}`;
    default:
      return check.kind;
  }
}
