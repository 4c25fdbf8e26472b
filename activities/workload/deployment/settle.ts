import type { Origin } from '../../../domain/snapshot.ts';
import type { Ticket } from '../port.ts';
import { putBack } from './put-back.ts';
import { sound } from './replace.ts';
import { isReady } from './state.ts';
import type { View } from './view.ts';

/**
 * Waits until every replica is a ready candidate, then puts the origin's pace back; the lock stays. No pod is touched:
 * from here the workload looks healthy to everyone while it soaks.
 */
export async function settle(view: View, ticket: Ticket, origin: Origin, signal: AbortSignal): Promise<void> {
  await view.until(signal, () => {
    const { deployment, candidate } = sound(view, ticket);
    return candidate !== undefined && view.podsOf(candidate).filter(isReady).length >= deployment.spec.replicas;
  });
  await putBack(view, ticket, origin, true);
}
