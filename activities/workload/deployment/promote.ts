import { Failure } from '../../../domain/failure.ts';
import { targetId } from '../../../domain/target.ts';
import type { Deployment } from '../../kubernetes/types.ts';
import type { Ticket } from '../port.ts';
import { unlock } from './lock.ts';
import { deploymentPath } from './paths.ts';
import { sound } from './replace.ts';
import { imageOf, lockOf } from './state.ts';
import type { View } from './view.ts';

/**
 * The pivot. Lets go of the lock when nothing but the candidate is left; after a crash between the writes it finds the
 * lock gone and its own image there, and only cleans up. Throws Failure `other-hand` when it is not as it should be.
 */
export async function promote(view: View, ticket: Ticket): Promise<void> {
  const fresh = await view.api.get<Deployment>(deploymentPath(ticket.target));
  const done =
    fresh.metadata.uid === ticket.uid &&
    lockOf(fresh) === undefined &&
    imageOf(fresh.spec.template, ticket.container) === ticket.image;
  if (!done) {
    const { stable } = sound(view, ticket);
    const left = stable ? view.podsOf(stable).length : 0;
    if (left > 0)
      throw new Failure('other-hand', `${targetId(ticket.target)}: cannot be promoted: ${left} stable pods are back`);
  }
  await unlock(view.api, view, ticket);
}
