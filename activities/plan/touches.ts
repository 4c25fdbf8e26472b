import type { Plan } from '../../domain/plan.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { targetId } from '../../domain/target.ts';

/** Every object and field that the rollout would write, in words; nothing else is written. */
export function touches(plan: Plan, { origin }: Snapshot): readonly string[] {
  const { namespace, name } = plan.target;
  const deployment = `Deployment ${namespace}/${name}`;
  const marks = plan.steps.flatMap((s) => (s.do.op === 'replace' ? s.do.next : [])).length;
  return [
    `cluster and target: ${targetId(plan.target)} (uid ${origin.uid})`,
    `${deployment}: image of container ${origin.container}, from ${origin.image} to ${plan.to.image}`,
    `${deployment}: minReadySeconds, progressDeadlineSeconds, strategy, paused; put back as they are before the soak`,
    `${deployment}: annotations tidegate.dev/lock and tidegate.dev/origin (removed at the end), kubernetes.io/change-cause`,
    `ReplicaSet ${namespace}/${origin.replicaSet.name}: replicas, annotation tidegate.dev/lock (removed at the end)`,
    marks > 0
      ? `${marks} pods that are to go: annotations pod-deletion-cost and tidegate.dev/mark`
      : 'no pod is written to; the controller chooses who goes in each batch',
  ];
}
