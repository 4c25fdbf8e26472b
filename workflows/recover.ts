import { ApplicationFailure } from '@temporalio/workflow';
import type { Ticket } from '../activities/workload/port.ts';
import { under } from '../domain/epoch.ts';
import type { Outcome } from '../domain/verdict.ts';
import type { RecoverRequest } from './inquiry-messages.ts';
import { findHolder, letGo, release, takeBack } from './options.ts';

/**
 * Frees a target whose run is gone. It runs under the target's workflow id, so it can only run where no rollout does;
 * all it needs is in the target's own annotations.
 */
export async function recover({ target, way, by, why }: RecoverRequest): Promise<Outcome> {
  const held = await findHolder(target);
  if (!held)
    throw ApplicationFailure.nonRetryable('no rollout holds this target; there is nothing to recover', 'target-unfit');
  const { lock, origin, image } = held;
  const ticket: Ticket = under(
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
  if (way === 'home')
    await takeBack(
      ticket,
      origin,
      { op: 'replace', stable: 0, candidate: 0, batch: { surge: 1, unavailable: 0 }, next: [] },
      'recover',
    );
  else await release(ticket, origin);
  await letGo(ticket);
  const because = `recovered by ${by}: ${why}`;
  return way === 'home'
    ? { is: 'rolled-back', because }
    : { is: 'halted', because: `${because}; the candidate rolls out natively` };
}
