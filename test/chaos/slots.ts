import { Client } from '@temporalio/client';
import { Rollouts } from '../../clients/rollouts.ts';
import { eventually } from '../support/eventually.ts';
import type { Rig } from '../support/rig.ts';

/** A Temporal namespace of its own: what is killed in it is nobody else's. */
export interface Slot {
  readonly namespace: string;
  readonly client: Client;
  readonly rollouts: Rollouts;
}

let made = 0;

export async function makeSlots(rig: Rig, count: number): Promise<readonly Slot[]> {
  return Promise.all(Array.from({ length: count }, () => makeSlot(rig, `slot-${process.pid}-${(made += 1)}`)));
}

async function makeSlot(rig: Rig, namespace: string): Promise<Slot> {
  const { connection } = rig.client;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  const client = new Client({ connection, namespace });
  // The server learns of a new namespace by and by; a start is what must work.
  await eventually(
    `namespace ${namespace}`,
    () => client.workflow.count(),
    () => true,
  );
  return {
    namespace,
    client,
    rollouts: new Rollouts(client, { address: rig.stack.temporal.address, uiUrl: undefined }),
  };
}

/** Runs all jobs, so many at a time, each with a slot to itself. */
export async function spread<T, R>(
  slots: readonly Slot[],
  jobs: readonly T[],
  run: (job: T, slot: Slot) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = [...jobs.entries()];
  await Promise.all(
    slots.map(async (slot) => {
      for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await run(next[1], slot);
    }),
  );
  return results;
}
