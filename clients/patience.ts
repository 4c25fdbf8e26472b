import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { TASK_QUEUE } from '../workflows/messages.ts';
import { ClientFailure } from './failure.ts';

const CALL_MS = 5_000;
/** A worker that is there answers in milliseconds; after this long we look whether there is one. */
const LOOK_AFTER_MS = 5_000;
const ANSWER_MS = 60_000;
/** A long poll lasts a minute, so a worker that has not been seen for longer is gone. */
const POLLER_GONE_MS = 75_000;

/** How long we wait for the server and for workers, and what we say when it was in vain. */
export class Patience {
  readonly #client: Client;
  readonly #address: string;
  constructor(client: Client, address: string) {
    this.#client = client;
    this.#address = address;
  }

  /** A call that the server answers by itself. */
  call<T>(work: () => Promise<T>): Promise<T> {
    return this.#client.withDeadline(Date.now() + CALL_MS, work);
  }

  /** Waits for what only a worker can answer. Throws ClientFailure `no-worker` or `no-answer`. */
  async answer<T>(what: string, work: Promise<T>, longestMs = ANSWER_MS): Promise<T> {
    const begun = Date.now();
    const done = work.then((value) => ({ value }));
    for (;;) {
      const timer = new AbortController();
      const look = sleep(LOOK_AFTER_MS, undefined, { signal: timer.signal }).catch(() => undefined);
      const first = await Promise.race([done, look]).finally(() => timer.abort());
      if (first) return first.value;
      await this.#assertWorker(what);
      if (Date.now() - begun > longestMs)
        throw new ClientFailure('no-answer', `${what}: no answer in ${longestMs / 1000} s`, {
          remedy: 'A worker listens; look at its log.',
        });
    }
  }

  close(): Promise<void> {
    return this.#client.connection.close();
  }

  async #assertWorker(what: string): Promise<void> {
    const { pollers } = await this.call(() =>
      this.#client.workflowService.describeTaskQueue({
        namespace: this.#client.options.namespace,
        taskQueue: { name: TASK_QUEUE },
        taskQueueType: 1, // workflow tasks
      }),
    );
    const newest = Math.max(0, ...pollers.map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000));
    if (Date.now() - newest < POLLER_GONE_MS) return;
    throw new ClientFailure(
      'no-worker',
      `${what}: no worker listens on task queue ${TASK_QUEUE} of namespace ${this.#client.options.namespace} at ${this.#address}`,
      { remedy: 'Start one with `npm run up` or `node workers/main.ts`. Rollouts wait for it; they lose nothing.' },
    );
  }
}
