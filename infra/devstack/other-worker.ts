import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { TASK_QUEUE } from '../../workflows/queues.ts';

/** A worker polls about once a minute: one that has not for longer is gone. */
const GONE_MS = 75_000;

/**
 * Throws when the user's Temporal already has a Tidegate worker. It may lead another cluster, and would take a share of
 * what is meant for ours.
 */
export async function assertNoOtherWorker(address: string): Promise<void> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await Connection.connect({ ...connectionOptions, address });
  try {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: TASK_QUEUE },
      taskQueueType: 1, // workflow tasks
    });
    const seen = pollers.map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000);
    if (seen.every((at) => Date.now() - at > GONE_MS)) return;
  } finally {
    await connection.close();
  }
  throw new Error(
    `a Tidegate worker already serves namespace ${namespace} at ${address} (TEMPORAL_ADDRESS), and would take what is ` +
      'meant for this stack. Stop it, name another TEMPORAL_NAMESPACE, or unset TEMPORAL_ADDRESS to get a Temporal.',
  );
}
