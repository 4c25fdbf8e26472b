import { ActivityFailure, ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import type { Holder, Ticket } from '../activities/workload/port.ts';
import { under } from '../domain/epoch.ts';
import { because } from '../domain/verdict.ts';
import type { Outcome } from '../domain/verdict.ts';
import type { RecoverRequest } from './inquiry-messages.ts';
import { findHolder, letGo, release, report, takeBack, tell } from './options.ts';

/**
 * Frees a target whose run is gone. It runs under the target's workflow id, so it can only run where no rollout does;
 * all it needs is in the target's own annotations.
 */
export async function recover(request: RecoverRequest): Promise<Outcome> {
  const { target, way, by, why } = request;
  const begun = new Date().toISOString();
  const held = await findHolder(target);
  if (!held)
    throw ApplicationFailure.nonRetryable('no rollout holds this target; there is nothing to recover', 'target-unfit');
  const ticket = ticketOf(request, held);
  if (way === 'home')
    await takeBack(
      ticket,
      held.origin,
      { op: 'replace', stable: 0, candidate: 0, batch: { surge: 1, unavailable: 0 }, next: [] },
      'recover',
    );
  else await release(ticket, held.origin);
  await letGo(ticket);
  const reason = `recovered by ${by}: ${why}`;
  const outcome: Outcome =
    way === 'home'
      ? { is: 'rolled-back', because: reason }
      : { is: 'halted', because: `${reason}; the candidate rolls out natively` };
  await tellOf(request, held, outcome, begun);
  return outcome;
}

const ticketOf = ({ target }: RecoverRequest, { lock, origin, image }: Holder): Ticket =>
  under(
    {
      target,
      lock,
      uid: origin.uid,
      clusterUid: origin.clusterUid,
      replicas: 0,
      container: origin.container,
      image,
      changeCause: '',
      stableHash: origin.replicaSet.hash,
      surge: 0,
    },
    'recovery',
  );

/**
 * The report that the lost run could not write; one that it did write stays as it is. The target is free already, so
 * what fails here fails nothing.
 */
async function tellOf(request: RecoverRequest, held: Holder, outcome: Outcome, begun: string): Promise<void> {
  try {
    await tell(await report(request.target, endingOf(request, held, outcome, begun)));
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
  }
}

function endingOf({ target, way, by, why }: RecoverRequest, held: Holder, outcome: Outcome, begun: string) {
  const { workflowId, runId } = workflowInfo();
  const now = new Date().toISOString();
  return {
    rollout: held.lock.rollout,
    workflowId,
    runId,
    target: workflowId.replace(/^target\//, ''),
    application: target.name,
    environment: 'unknown',
    namespace: target.namespace,
    cluster: target.cluster,
    strategy: 'unknown',
    result: outcome.is,
    because: because(outcome),
    image: held.image,
    previous_image: held.origin.image,
    revisionBefore: held.origin.revision,
    started_at: held.since,
    duration_seconds: (Date.parse(now) - Date.parse(held.since)) / 1000,
    plan_digest: null,
    baseline: {},
    pods: [],
    approvals: [],
    left: [],
    events: [
      { at: begun, what: `recover ${way}: ${why}`, by },
      { at: now, what: because(outcome) },
    ],
    requested_by: by,
    rolled_back_from: null,
    document: null,
  };
}
