import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { anApp, outcomeOf, reportOf, rolloutOf, start, testRig } from '../support/rig.ts';

describe('a rollout against a real control plane', () => {
  it('S0-001 S0-064 D0-17: given a good image, replaces every pod and promotes', async () => {
    const rig = await testRig();
    const app = await anApp(rig, 3);

    const started = await start(rig, rolloutOf(app, 'web:1.1.0'));
    const outcome = await outcomeOf(rig, started);

    assert.deepEqual(outcome, { is: 'promoted' });
    const report = await reportOf(rig, started.rollout);
    assert.deepEqual(report.replicas, { desired: 3, ready: 3 });
    assert.equal(report.result, 'promoted');
  });

  it('D0-40: given an image that never becomes ready, goes home by itself', async () => {
    const rig = await testRig();
    const app = await anApp(rig, 3);

    const started = await start(
      rig,
      rolloutOf(app, 'web:2-neverready', { stabilization: { for: '500ms', readyWithin: '2s' } }),
    );
    const outcome = await outcomeOf(rig, started);

    assert.equal(outcome.is, 'rolled-back');
  });
});
