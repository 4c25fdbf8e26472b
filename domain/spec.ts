import { z } from 'zod';
import { Check } from './checks/check.ts';
import { Metric } from './checks/metric.ts';
import { Horizon, marketData } from './market/data.ts';
import { DnsName, Duration, PodShare } from './scalars.ts';
import { Target } from './target.ts';

const checks = z.array(Check).max(100).default([]);

/** Checks asked at each gate; a gate without checks is not asked. */
const Gates = z.strictObject({
  preDeployment: checks,
  postPodReplacement: checks,
  intermediateValidation: checks,
  finalValidation: checks,
});

const Approval = z.strictObject({
  name: DnsName.describe('What is asked for, such as change-board'),
  before: z.enum(['start', 'promotion']).default('promotion'),
  by: z.array(z.string().min(1)).optional().describe('Who may approve; anyone who may send commands if absent'),
  deadline: Duration.default('2h').describe('Without an answer until then the rollout fails'),
});

/** Bounds that no strategy may pass. They bound the batch: see `domain/batch.ts`. */
const Limits = z.strictObject({
  maxUnavailable: PodShare.default(0).describe('Pods that may be missing; rounded down'),
  maxSurge: PodShare.default('100%').describe('Pods there may be on top; rounded up'),
});

/** All of a rollout's spec but its strategy. */
export const RolloutCore = z.strictObject({
  application: DnsName.optional().describe('Default: the name of the target'),
  environment: z.enum(['production', 'uat', 'pre_production']).default('production'),
  target: Target,
  revision: z.strictObject({
    image: z.string().min(1).max(500).describe('Resolved to a digest where the registry answers'),
  }),
  limits: Limits.prefault({}),
  stabilization: z
    .strictObject({
      for: Duration.default('30s').describe('How long each batch must stay ready before it is judged'),
      readyWithin: Duration.default('5m').describe('How long a batch may take to become ready'),
    })
    .prefault({}),
  metrics: z.record(z.string().regex(/^[a-zA-Z_][\w-]*$/), Metric).default({}),
  gates: Gates.prefault({}),
  approvals: z.array(Approval).max(20).default([]),
  monitor: z
    .strictObject({
      for: Duration.default('3m').describe('Soak at 100 %, before promotion'),
      every: Duration.default('15s'),
      checks,
    })
    .prefault({}),
  onFailure: z.enum(['rollback', 'hold']).default('rollback'),
  onInconclusive: z
    .strictObject({
      retryFor: Duration.default('1m').describe('A gate that cannot tell is asked again this long'),
      then: z.enum(['fail', 'hold']).default('fail').describe('It never becomes a pass'),
    })
    .prefault({}),
  deadline: Duration.default('4h').describe('Latest end of the whole rollout; passing it leads home'),
  compliance: z.array(z.string().min(1)).default([]).describe('Frameworks whose control packs apply'),
  marketHours: z
    .strictObject({
      market: z.string().min(1).describe('Market identifier code, such as XNYS'),
      restrict: z.boolean().default(true),
      ...marketData,
      horizon: Horizon,
    })
    .optional()
    .describe('Adds the market-condition check to the preDeployment gate'),
});
export type RolloutCore = z.infer<typeof RolloutCore>;
