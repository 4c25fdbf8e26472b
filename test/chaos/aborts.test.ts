import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import { describe, it } from 'mocha';
import { workflowBundle } from '../../workers/bundle.ts';
import { quietRuntime } from '../support/quiet-runtime.ts';
import { anApp, outcomeOf, rolloutOf, start, testRig } from '../support/rig.ts';
import type { Rig } from '../support/rig.ts';

const ABORTS = Number(process.env['ABORTS'] ?? 12);
/** Where in the life of a rollout of about two seconds the abort falls; spread evenly, so that every kind of step is hit. */
const momentOf = (i: number): number => 150 + (i * 1_900) / ABORTS;

async function abortedAt(rig: Rig, ms: number) {
  const app = await anApp(rig, 3);
  const started = await start(
    rig,
    rolloutOf(app, 'web:1.1.0', { stabilization: { for: '200ms', readyWithin: '20s' } }),
  );
  await delay(ms); // the moment is what is tried, not waited for
  const told = await rig.rollouts.command(app.target, 'abort', { by: 'chaos', why: 'any moment' }).catch(String);
  const outcome = await outcomeOf(rig, started);
  const handle = rig.client.workflow.getHandle(started.workflowId, undefined, { firstExecutionRunId: started.runId });
  return { ms, told, outcome, workflowId: started.workflowId, history: await handle.fetchHistory() };
}

describe('a rollout that is aborted at any moment', function () {
  this.timeout(240_000);

  it('ends home or as it would have, and its history replays', async () => {
    quietRuntime();
    const rig = await testRig();
    const aborted: Awaited<ReturnType<typeof abortedAt>>[] = [];
    for (let i = 0; i < ABORTS; i += 4)
      aborted.push(...(await Promise.all([0, 1, 2, 3].map((n) => abortedAt(rig, momentOf(i + n))))));

    const results = Worker.runReplayHistories({ workflowBundle: await workflowBundle() }, aborted);
    const broken: string[] = [];
    for await (const { workflowId, error } of results) {
      const one = aborted.find((a) => a.workflowId === workflowId);
      if (error) broken.push(`aborted after ${one?.ms} ms (${one?.outcome.is}): ${error.message}`);
    }

    assert.deepEqual(broken, []);
    for (const { outcome, told } of aborted) {
      const expected = told === 'going home' ? ['rolled-back', 'refused'] : ['promoted', 'rolled-back', 'refused'];
      assert.ok(expected.includes(outcome.is), `${told}: ${JSON.stringify(outcome)}`);
    }
  });
});
