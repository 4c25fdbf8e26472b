import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { anApp, outcomeOf, rolloutOf, start, testRig } from '../support/rig.ts';

describe('a Deployment that is parked (paused) between rollouts', () => {
  it('given a template nobody has judged was pushed meanwhile, refuses it as a home and touches nothing', async () => {
    const rig = await testRig();
    const app = await anApp(rig, 2);
    const kubectl = (...args: string[]) => rig.stack.cluster.kubectl(['-n', app.namespace, ...args]);
    await kubectl('patch', 'deployment/web', '-p', '{"spec":{"paused":true}}');
    await kubectl('set', 'image', 'deployment/web', 'web=web:9.9.9-pushed');
    const before = await kubectl('get', 'deployment/web', '-o', 'jsonpath={.spec}{.metadata.annotations}');

    const outcome = await outcomeOf(rig, await start(rig, rolloutOf(app, 'web:2.0.0')));

    assert.equal(outcome.is, 'refused');
    assert.match('because' in outcome ? outcome.because : '', /template was changed while it was paused/);
    assert.equal(await kubectl('get', 'deployment/web', '-o', 'jsonpath={.spec}{.metadata.annotations}'), before);
  });

  it('given nothing was pushed, rolls out and is parked again', async () => {
    const rig = await testRig();
    const app = await anApp(rig, 2);
    const kubectl = (...args: string[]) => rig.stack.cluster.kubectl(['-n', app.namespace, ...args]);
    await kubectl('patch', 'deployment/web', '-p', '{"spec":{"paused":true}}');

    const outcome = await outcomeOf(rig, await start(rig, rolloutOf(app, 'web:2.0.0')));

    assert.deepEqual(outcome, { is: 'promoted' });
    assert.equal(await kubectl('get', 'deployment/web', '-o', 'jsonpath={.spec.paused}'), 'true');
  });
});
