import { Worker } from '@temporalio/worker';
import type { NativeConnection, WorkerDeploymentOptions } from '@temporalio/worker';
import { BACK_QUEUE, TASK_QUEUE } from '../workflows/queues.ts';
import type { Activities } from '../activities/port.ts';
import { workflowBundle } from './bundle.ts';
import { FailureInterceptor } from './errors.ts';

export interface RunOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly activities: Activities;
  /** Version of this worker; with it, runs stay on the version that began them (PINNED). @default unversioned */
  readonly buildId?: string | undefined;
}

/** Seconds that running activities get to notice that the worker stops; then they are left to the next one. */
const GRACE = '2s';

/**
 * Few polls are open at a time: one that hangs with its process (stopped, cut off) swallows a task until the task's
 * own timeout.
 */
const POLLERS = { type: 'autoscaling', minimum: 2, initial: 3, maximum: 20 } as const;

/**
 * Two workers in one process: one for workflows and everything that goes forward, one with slots of its own for the
 * way back, which no crowd of rollouts may delay.
 */
export async function createWorkers({
  connection,
  namespace,
  activities,
  buildId,
}: RunOptions): Promise<readonly Worker[]> {
  const common = {
    connection,
    namespace,
    activities: activities as unknown as Record<string, (...args: never[]) => Promise<unknown>>, // the SDK wants an index signature
    interceptors: { activity: [() => ({ inbound: new FailureInterceptor() })] },
    activityTaskPollerBehavior: POLLERS,
    shutdownGraceTime: GRACE,
    shutdownForceTime: '10s',
    maxHeartbeatThrottleInterval: '1s', // cancellation arrives with a heartbeat
    ...(buildId && { workerDeploymentOptions: versioned(buildId) }),
  };
  return Promise.all([
    Worker.create({
      ...common,
      taskQueue: TASK_QUEUE,
      workflowBundle: await workflowBundle(),
      workflowTaskPollerBehavior: POLLERS,
      maxCachedWorkflows: 500,
      stickyQueueScheduleToStartTimeout: '2s', // a dead worker's cached workflows move on after this long
    }),
    Worker.create({ ...common, taskQueue: BACK_QUEUE, maxConcurrentActivityTaskExecutions: 50 }),
  ]);
}

const versioned = (buildId: string): WorkerDeploymentOptions => ({
  useWorkerVersioning: true,
  version: { deploymentName: 'tidegate', buildId },
  defaultVersioningBehavior: 'PINNED',
});
