import { candidatesBeside } from './batch.ts';
import type { Batch } from './batch.ts';
import type { GateName } from './checks/check.ts';
import type { PodRef, Replace, Step, Watch } from './plan.ts';
import type { Duration } from './scalars.ts';
import type { RolloutCore } from './spec.ts';
import type { PodSeen } from './snapshot.ts';

/** Combinators that strategies are written in. Each returns steps whose undo is already filled in. */

/** Everything of the stable revision: where every way back leads. */
const home = (replicas: number, batch: Batch): Replace => ({
  op: 'replace',
  stable: replicas,
  candidate: 0,
  // The pace of the way back, as the workload adapter goes it: surge-first wherever the batch had any room.
  batch: batch.surge === 0 && batch.unavailable > 0 ? batch : { surge: Math.max(1, batch.surge), unavailable: 0 },
  next: [],
});

export function replace(
  to: Pick<Replace, 'stable' | 'batch' | 'leaving' | 'tranche'> & Partial<Pick<Replace, 'next'>> & { replicas: number },
  why: string,
): Step {
  const { stable, replicas, batch, leaving = [], next = [], tranche } = to;
  const candidate = candidatesBeside(stable, replicas, batch);
  return {
    why,
    do: {
      op: 'replace',
      stable,
      candidate,
      batch,
      ...(leaving.length > 0 && { leaving }),
      next,
      ...(tranche && { tranche }),
    },
    undo: [home(replicas, batch)],
  };
}

export const stabilize = (candidate: number, spec: RolloutCore, window: Duration = spec.stabilization.for): Watch => ({
  op: 'stabilize',
  candidate,
  window,
  readyWithin: spec.stabilization.readyWithin,
});

const controls = (name: GateName): Watch => ({ op: 'gate', gate: 'controls', name });

export const watch = (why: string, what: Watch): Step => ({ why, do: what });

/** The gate's step, or none where the spec asks nothing there. */
export const gate = (name: GateName, spec: RolloutCore, why: string): readonly Step[] =>
  name !== 'monitor' && name !== 'window' && spec.gates[name].length > 0 ? [watch(why, controls(name))] : [];

const approvals = (before: 'start' | 'promotion', spec: RolloutCore): readonly Step[] =>
  spec.approvals
    .filter((approval) => approval.before === before)
    .map(({ name, by, deadline }) =>
      watch(`${name} agrees before the ${before}`, {
        op: 'gate',
        gate: 'approval',
        name,
        deadline,
        ...(by && { by }),
      }),
    );

export const replan = (why: string): Step => ({ why, do: { op: 'replan' } });

/** Final gate, soak at 100 %, approval, pivot: how every rollout ends. */
export const finish = (spec: RolloutCore): readonly Step[] => [
  ...gate('finalValidation', spec, 'every pod runs the candidate; the final gate judges it'),
  watch(`the candidate serves alone and holds for ${spec.monitor.for}`, {
    op: 'analyse',
    gate: 'monitor',
    window: spec.monitor.for,
    every: spec.monitor.every,
  }),
  ...approvals('promotion', spec),
  { why: 'the candidate becomes stable; from here the way is forward', do: { op: 'promote' }, undo: [] },
];

/** What comes before the first change. */
export const begin = (spec: RolloutCore): readonly Step[] => [
  ...gate('preDeployment', spec, 'nothing is touched before the pre-deployment gate passes'),
  ...approvals('start', spec),
];

export const refOf = ({ name, uid }: PodSeen): PodRef => ({ name, uid });
