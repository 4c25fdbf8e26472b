import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { newRolloutId } from '../../clients/rollout-id.ts';
import type { Outcome } from '../../domain/verdict.ts';
import { workflowIdOf } from '../../domain/target.ts';
import { abort } from '../../workflows/messages.ts';
import { anApp, rolloutOf, testRig } from '../support/rig.ts';
import type { App, Rig } from '../support/rig.ts';
import { takeCensus } from './census.ts';
import { startProxy } from './proxy.ts';
import { makeSlots } from './slots.ts';
import type { Slot } from './slots.ts';

/** The write that lets the first pod go. */
const LET_FIRST_GO = { write: 1, of: (body: string): boolean => body.includes('/spec/replicas') };
const quick = { stabilization: { for: '200ms', readyWithin: '20s' } } as const;

interface Undead {
  readonly outcome: Outcome;
  /** What the API server said to the write that came back from the dead. */
  readonly answer: number | undefined;
  readonly image: string;
  readonly everNew: number;
  readonly leastReady: number;
}

/**
 * Stops a worker (SIGSTOP) just as its write is on the wire, lets another one take over, and when `revive` says so
 * delivers the old write and wakes the old worker.
 */
async function undead(
  rig: Rig,
  slot: Slot,
  revive: (app: App, slot: Slot, result: Promise<Outcome>) => Promise<void>,
): Promise<Undead> {
  const { cluster } = rig.stack;
  const [app, proxy] = await Promise.all([anApp(rig, 3), startProxy(cluster)]);
  const census = await takeCensus(cluster, app.namespace);
  const old = await rig.anotherWorker({ KUBECONFIG: proxy.kubeconfig, TEMPORAL_NAMESPACE: slot.namespace });
  const { promise: revived, resolve: wake } = Promise.withResolvers<'deliver'>();
  const stopped = new Promise<void>((resolve) => {
    proxy.arm({
      ...LET_FIRST_GO,
      when: 'before',
      hit: async () => {
        process.kill(old.pid ?? 0, 'SIGSTOP');
        resolve();
        return revived;
      },
    });
  });
  const { workflowId } = await slot.rollouts.start({
    rollout: newRolloutId(),
    document: rolloutOf(app, 'web:1.1.0', quick),
    by: 'chaos',
  });
  await stopped;
  const heir = await rig.anotherWorker({ TEMPORAL_NAMESPACE: slot.namespace });
  const result = slot.client.workflow.getHandle(workflowId).result() as Promise<Outcome>;
  await revive(app, slot, result);
  wake('deliver');
  process.kill(old.pid ?? 0, 'SIGCONT');
  const outcome = await result;
  await old.stop();
  const image = await cluster.kubectl([
    '-n',
    app.namespace,
    'get',
    'deployment/web',
    '-o',
    'jsonpath={.spec.template.spec.containers[0].image}',
  ]);
  await Promise.all([heir.stop(), census.close(), proxy.close()]);
  return {
    outcome,
    answer: proxy.delivered[0],
    image,
    everNew: census.ever('web:1.1.0'),
    leastReady: census.ready.least,
  };
}

describe('a worker that comes back from the dead', function () {
  this.timeout(120_000);

  it('given another finished the rollout, has its write refused by the API server and replaces no pod twice', async () => {
    const rig = await testRig();
    const [slot] = await makeSlots(rig, 1);
    assert.ok(slot);

    const { outcome, answer, image, everNew, leastReady } = await undead(
      rig,
      slot,
      async (_, __, result) => void (await result),
    );

    assert.deepEqual([outcome.is, image, everNew, leastReady], ['promoted', 'web:1.1.0', 3, 3]);
    assert.ok(answer === 409 || answer === 422, `the old write was answered ${String(answer)}`);
  });

  it('given the rollout was aborted meanwhile, has its write fenced by the raised epoch', async () => {
    const rig = await testRig();
    const [slot] = await makeSlots(rig, 1);
    assert.ok(slot);

    const { outcome, answer, image, leastReady } = await undead(rig, slot, async (app, { client }) => {
      // Not by the command line's client: the dead worker swallows tasks, and that takes longer than a person waits.
      const run = client.workflow.getHandle(workflowIdOf(app.target));
      await run.executeUpdate(abort, { args: [{ by: 'chaos', why: 'the worker is a zombie' }] });
    });

    assert.deepEqual([outcome.is, image, leastReady], ['rolled-back', 'web:1.0.0', 3]);
    assert.ok(answer === 409 || answer === 422, `the old write was answered ${String(answer)}`);
  });
});
