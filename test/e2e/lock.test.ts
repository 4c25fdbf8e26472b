import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { newRolloutId } from '../../clients/rollout-id.ts';
import type { Outcome } from '../../domain/verdict.ts';
import { anApp, outcomeOf, rolloutOf, start, testRig } from '../support/rig.ts';
import { trial } from '../support/trial.ts';

describe('the lock on a target', () => {
  it('D0-16 S0-043: given 100 starts at the same time, exactly one runs and the others are told which', async () => {
    const rig = await testRig();
    const app = await anApp(rig, 2);

    const starts = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) => start(rig, rolloutOf(app, `web:1.1.${i}`), `tester-${i}`)),
    );

    const started = starts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = starts.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    assert.equal(started.length, 1);
    const [winner] = started;
    assert.ok(winner);
    for (const why of refused) assert.match(why, new RegExp(`is being rolled out: rollout ${winner.rollout}`));
    assert.deepEqual(await outcomeOf(rig, winner), { is: 'promoted' });
  });

  it('D0-16: given a second workflow id on the same target, the annotation refuses it', async () => {
    const answers: Outcome[] = [];

    const { outcome, violations } = await trial({
      spec: { stabilization: { for: '500ms', readyWithin: '10s' }, monitor: { for: '300ms', every: '100ms' } },
      meanwhile: async (running) => {
        const { rig, app } = running;
        await running.candidates(1);
        const request = { rollout: newRolloutId(), document: rolloutOf(app, 'web:1.2.0'), by: 'intruder' };
        const options = { workflowId: `other/${app.namespace}`, taskQueue: 'tidegate', args: [request] };
        answers.push((await rig.client.workflow.execute('rollout', options)) as Outcome);
      },
    });

    assert.deepEqual({ outcome, violations }, { outcome: { is: 'promoted' }, violations: [] });
    assert.deepEqual(
      answers.map(({ is }) => is),
      ['refused'],
    );
    assert.match(JSON.stringify(answers), /holds it|already rolling|still at work/);
  });
});
