import { sizeOf } from './batch.ts';
import type { Batch } from './batch.ts';
import type { PodPlan } from './plan.ts';
import { milliseconds } from './scalars.ts';
import type { PodSeen, Snapshot } from './snapshot.ts';
import type { RolloutCore } from './spec.ts';

/**
 * What replacing each pod will take, in the order given.
 *
 * - duration: median seconds this workload's pods take to become Ready + stabilization (its candidate settles in the
 *   same time as the others of its batch, so a batch is not multiplied);
 * - stabilization: `spec.stabilization.for`;
 * - traffic impact: the share of requests the pod takes where that was measured, else its even share of the batch:
 *   batch ÷ (replicas + surge), which is what the load balancer moves when the batch changes.
 */
export function podPlans(
  order: readonly (PodSeen & { readonly why: string })[],
  { replicas, readySeconds }: Pick<Snapshot, 'replicas' | 'readySeconds'>,
  spec: RolloutCore,
  batch: Batch,
): readonly PodPlan[] {
  const stabilizationSeconds = milliseconds(spec.stabilization.for) / 1000;
  return order.map(({ name, uid, why, trafficShare }, i) => ({
    name,
    uid,
    order: i + 1,
    why,
    estimatedSeconds: Math.round(readySeconds + stabilizationSeconds),
    stabilizationSeconds,
    trafficImpact: Number((trafficShare ?? sizeOf(batch) / Math.max(1, replicas + batch.surge)).toFixed(4)),
  }));
}
