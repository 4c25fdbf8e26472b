import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/port.ts';
import { BACK_QUEUE } from './queues.ts';

/** A dead worker is noticed after this long without a heartbeat; heartbeats come every second. */
const HEARTBEAT = '3s';

/** Reads and watches wait as long as they must: the rollout's own deadline ends them, in the workflow. */
const LONGEST = '7d';

/** Plans are wanted now: a cluster that does not answer is a refusal, not a wait. */
export const { prepare } = proxyActivities<Activities>({
  summary: 'look, plan, take the lock',
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '3m',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '500ms', maximumAttempts: 3 },
});

/** Writers: we must know how they ended before anything else is done, so a cancellation waits for the answer. */
export const { act } = proxyActivities<Activities>({
  startToCloseTimeout: LONGEST,
  heartbeatTimeout: HEARTBEAT,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '300ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** Readers: their answer is of no interest once nobody waits for it. */
export const { watch, replan } = proxyActivities<Activities>({
  startToCloseTimeout: LONGEST,
  heartbeatTimeout: HEARTBEAT,
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '300ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** How long the way back is tried before the rollout ends stranded and a person has to look. */
const WAY_BACK_PATIENCE = '30m';

export const { takeBack } = proxyActivities<Activities>({
  taskQueue: BACK_QUEUE,
  startToCloseTimeout: LONGEST,
  scheduleToCloseTimeout: WAY_BACK_PATIENCE,
  heartbeatTimeout: HEARTBEAT,
  priority: { priorityKey: 1 },
  retry: { initialInterval: '300ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** A handful of writes each. */
export const { unlock: letGo, release } = proxyActivities<Activities>({
  summary: 'let go of the target',
  taskQueue: BACK_QUEUE,
  startToCloseTimeout: '30s',
  heartbeatTimeout: HEARTBEAT,
  scheduleToCloseTimeout: WAY_BACK_PATIENCE,
  priority: { priorityKey: 1 },
  retry: { initialInterval: '300ms', maximumInterval: '10s' },
});

/** In the very task that takes the abort: two writes, tens of milliseconds. `takeBack` does it again if it fails. */
export const { brake } = proxyLocalActivities<Activities>({
  summary: 'brake: the old template back',
  startToCloseTimeout: '5s',
  retry: { initialInterval: '50ms', maximumAttempts: 2 },
});

/** A report must not be lost, and must not hold a rollout up for ever. */
export const { report } = proxyActivities<Activities>({
  summary: 'write the report',
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
});

/** Delivery is tried a few times and never fails a rollout. */
export const { tell } = proxyActivities<Activities>({
  summary: 'tell the notifiers',
  startToCloseTimeout: '1m',
  heartbeatTimeout: '10s',
  retry: { maximumAttempts: 3 },
});

export const { answer, findHolder } = proxyActivities<Activities>({
  summary: 'who holds the target',
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '300ms', maximumAttempts: 3 },
});
