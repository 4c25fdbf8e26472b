import { targetId } from '../domain/target.ts';
import type { Sighting, Ticket, Workload } from './workload/port.ts';

/** The workload as it is now. */
export async function sightNow(workload: Workload, ticket: Ticket, signal: AbortSignal): Promise<Sighting> {
  let seen: Sighting | undefined;
  await workload.watch(ticket, signal, (sighting) => {
    seen = sighting;
    return true;
  });
  if (!seen) throw new Error(`${targetId(ticket.target)}: the watch ended without a sighting`);
  return seen;
}
