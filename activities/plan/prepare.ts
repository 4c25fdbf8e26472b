import { EPOCH } from '../../domain/epoch.ts';
import { Failure } from '../../domain/failure.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RolloutDocument } from '../../domain/rollout.ts';
import { countOf } from '../../domain/scalars.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { RolloutRequest } from '../../workflows/messages.ts';
import type { Deps } from '../deps.ts';
import type { Prepared } from '../port.ts';
import type { Lock, Ticket } from '../workload/port.ts';
import { makePlan, parseDocument } from './make-plan.ts';

/**
 * Look, plan, lock, and look again: the plan is only good if the target it was made for is the one that was locked.
 * Whatever fails after the lock lets go of it.
 */
export async function prepare(deps: Deps, request: RolloutRequest): Promise<Prepared> {
  const document = parseDocument(request.document);
  const { target } = document.spec;
  const lock: Lock = { rollout: request.rollout, epoch: EPOCH.forward };
  const snapshot = await deps.workload.look(target, request.rollout);
  const plan = await makePlan(deps, document, snapshot);
  const ticket = ticketOf(document, snapshot, plan, lock, request);
  await deps.workload.lock(ticket, snapshot.origin);
  try {
    const locked = await deps.workload.look(target, request.rollout);
    if (!same(locked, snapshot))
      throw new Failure('target-busy', 'the target changed while its plan was made; try again');
    return { plan: forPeople(plan), ticket, origin: snapshot.origin };
  } catch (error) {
    await deps.workload.unlock(ticket);
    throw error;
  }
}

const same = (a: Snapshot, b: Snapshot): boolean =>
  a.replicas === b.replicas && JSON.stringify(a.origin) === JSON.stringify(b.origin);

export function ticketOf(
  { spec }: RolloutDocument,
  { replicas, origin }: Snapshot,
  plan: Pick<Plan, 'to'>,
  lock: Lock,
  { by, rollout }: Pick<RolloutRequest, 'by' | 'rollout'>,
): Ticket {
  return {
    target: spec.target,
    lock,
    uid: origin.uid,
    clusterUid: origin.clusterUid,
    replicas,
    container: origin.container,
    image: plan.to.image,
    changeCause: `tidegate: image ${plan.to.requested} by ${by} at ${new Date().toISOString()} (rollout ${rollout})`,
    stableHash: origin.replicaSet.hash,
    surge: countOf(spec.limits.maxSurge, replicas, 'up'),
  };
}

/** Thousands of pods do not belong in a history: the order table shows the first ones, the steps do not need it. */
const SHOWN_PODS = 200;
const forPeople = (plan: Plan): Plan =>
  plan.pods.length <= SHOWN_PODS ? plan : { ...plan, pods: plan.pods.slice(0, SHOWN_PODS) };
