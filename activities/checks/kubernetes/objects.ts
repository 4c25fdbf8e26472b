import { z } from 'zod';

/** The parts of Kubernetes objects that the checks read; whatever else is in them is left alone. */

const Resources = z.record(z.string(), z.union([z.string(), z.number()])).optional();
const Container = z.object({
  restartPolicy: z.string().optional(),
  resources: z.object({ requests: Resources, limits: Resources }).optional(),
});
const Toleration = z.object({
  key: z.string().optional(),
  operator: z.string().optional(),
  value: z.string().optional(),
  effect: z.string().optional(),
});
const Labels = z.record(z.string(), z.string());
const Condition = z.object({ type: z.string(), status: z.string() });

export const Selector = z.object({
  matchLabels: Labels.optional(),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).nullish(),
      }),
    )
    .optional(),
});
export type Selector = z.infer<typeof Selector>;

const PodSpec = z.object({
  nodeName: z.string().optional(),
  nodeSelector: Labels.optional(),
  tolerations: z.array(Toleration).optional(),
  containers: z.array(Container),
  initContainers: z.array(Container).optional(),
  overhead: Resources,
});
export type PodSpec = z.infer<typeof PodSpec>;

export const Pod = z.object({
  metadata: z.object({
    name: z.string(),
    labels: Labels.optional(),
    deletionTimestamp: z.string().optional(),
  }),
  spec: PodSpec,
  status: z.object({ phase: z.string().optional(), conditions: z.array(Condition).optional() }).optional(),
});
export type Pod = z.infer<typeof Pod>;

export const Deployment = z.object({
  spec: z.object({
    replicas: z.number().int().default(1),
    selector: Selector,
    template: z.object({ metadata: z.object({ labels: Labels.optional() }).optional(), spec: PodSpec }),
  }),
});
export type Deployment = z.infer<typeof Deployment>;

export const Node = z.object({
  metadata: z.object({ name: z.string(), labels: Labels.optional() }),
  spec: z
    .object({
      unschedulable: z.boolean().optional(),
      taints: z.array(z.object({ key: z.string(), value: z.string().optional(), effect: z.string() })).optional(),
    })
    .optional(),
  status: z.object({ allocatable: Resources, conditions: z.array(Condition).optional() }).optional(),
});
export type Node = z.infer<typeof Node>;

export const Quota = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ scopes: z.array(z.string()).nullish(), scopeSelector: z.unknown().optional() }).optional(),
  status: z.object({ hard: Resources, used: Resources }).optional(),
});
export type Quota = z.infer<typeof Quota>;

export const DisruptionBudget = z.object({
  metadata: z.object({ name: z.string(), generation: z.number().optional() }),
  spec: z.object({ selector: Selector.nullish() }).optional(),
  status: z
    .object({
      observedGeneration: z.number().optional(),
      disruptionsAllowed: z.number(),
      currentHealthy: z.number(),
      desiredHealthy: z.number(),
    })
    .optional(),
});
export type DisruptionBudget = z.infer<typeof DisruptionBudget>;
