import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { anApp, deploymentOf, reportOf, settled, testRig } from '../support/rig.ts';
import type { App, Rig } from '../support/rig.ts';
import { eventually } from '../support/eventually.ts';
import { at, commandOf, fileOf } from './command.ts';
import { scenes } from './scenes.ts';

/** Long enough that it is in the middle when its run is terminated. */
const SLOW = { stabilization: { for: '5m', readyWithin: '10s' } } as const;

/** A rollout whose run somebody terminates while a candidate stands beside the stable pods. */
async function terminated() {
  const rig = await testRig();
  const [tidegate, app] = [commandOf(rig), await anApp(rig, 2)];
  const before = await deploymentOf(rig, app);
  const started = await tidegate(`deploy -o json -f ${await fileOf(app, 'web:1.1.0', SLOW)}`);
  const { workflowId, rollout } = JSON.parse(started.out) as { workflowId: string; rollout: string };
  await eventually(
    'it stands with one candidate',
    () => rig.rollouts.status(app.target),
    ({ status }) => status.begun === 2,
  );
  const healthy = await tidegate(`doctor ${at(app)}`);
  await rig.client.workflow.getHandle(workflowId).terminate('by somebody in the web UI');
  const [doctor, status] = await Promise.all([tidegate(`doctor ${at(app)}`), tidegate(`status ${at(app)}`)]);
  const locked = await tidegate(`deploy --wait -f ${await fileOf(app, 'web:1.2.0')}`);
  return { rig, tidegate, app, before, rollout, healthy, doctor, status, locked };
}

/** What the Deployment asks for, and whether anything of ours is left on it or its ReplicaSets. */
async function lookAt(rig: Rig, app: App) {
  await settled(rig, app);
  const { metadata, spec } = await deploymentOf(rig, app);
  const { items } = await rig.admin.must('GET', `/apis/apps/v1/namespaces/${app.namespace}/replicasets`);
  return { spec, ours: JSON.stringify([metadata.annotations, items]).match(/tidegate\.dev\/(lock|origin)/g) };
}

const STORIES = scenes({
  home: async () => {
    const story = await terminated();
    const { tidegate, rig, app, rollout } = story;
    const recovered = await tidegate(`recover ${at(app)} --home --why`, 'terminated by mistake');
    const seen = await lookAt(rig, app);
    const [doctor, again, report] = await Promise.all([
      tidegate(`doctor ${at(app)}`),
      tidegate(`recover ${at(app)} --home --why again`),
      reportOf(rig, rollout),
    ]);
    return { ...story, recovered, seen, free: doctor, again, report };
  },
  adopt: async () => {
    const story = await terminated();
    const { tidegate, rig, app, rollout } = story;
    const recovered = await tidegate(`recover ${at(app)} --adopt --why good`);
    return { ...story, recovered, seen: await lookAt(rig, app), report: await reportOf(rig, rollout) };
  },
});

describe('a target whose run was terminated', function () {
  this.timeout(60_000);
  before(() => STORIES.begin());

  it('given the run alive, doctor finds nothing wrong', async () => {
    const { healthy, rollout } = await STORIES.of('home');

    assert.equal(healthy.code, 0, healthy.out);
    assert.match(healthy.out, new RegExp(`rollout ${rollout} runs`));
  });

  it('given the run gone, doctor names the lock, since when, and both ways out', async () => {
    const { doctor, rollout } = await STORIES.of('home');

    assert.equal(doctor.code, 1, doctor.out);
    assert.match(doctor.out, new RegExp(`locked by rollout ${rollout} since 2.*Z, but no such rollout runs`));
    assert.match(
      doctor.out,
      /→ tidegate recover default\/\S+ --home \(back to web:1\.0\.0\) or --adopt \(go on to web:1\.1\.0\)/,
    );
  });

  it('given the run gone, status exits with 1 and says that nobody leads it', async () => {
    const { status } = await STORIES.of('home');

    assert.equal(status.code, 1);
    assert.match(status.out, /Gone: the run is terminated\nMessage: +nobody leads it any more; see `tidegate doctor`/);
  });

  it('given another rollout meanwhile, it is refused: the target is still locked', async () => {
    const { locked, rollout } = await STORIES.of('home');

    assert.equal(locked.code, 5);
    assert.match(locked.out, new RegExp(`rollout ${rollout} holds it; see \`tidegate doctor\``));
  });

  it('given recover --home, every field is as it was and nothing of ours is left', async () => {
    const { recovered, seen, before: was } = await STORIES.of('home');

    assert.deepEqual([recovered.code, recovered.err], [0, '']);
    assert.deepEqual(seen, { spec: was.spec, ours: null });
  });

  it('given recover --home, the report that the run could not write is written', async () => {
    const { report } = await STORIES.of('home');

    assert.deepEqual([report.result, report.image, report.previous_image], ['rolled-back', 'web:1.1.0', 'web:1.0.0']);
    assert.match(report.because, /^recovered by ada@\S+: terminated by mistake$/);
  });

  it('given a target that is free, doctor is content and recover refuses', async () => {
    const { free, again } = await STORIES.of('home');

    assert.deepEqual([free.code, again.code], [0, 5], free.out);
    assert.match(free.out, /2 replicas of web:1\.0\.0, free/);
    assert.match(again.err, /no rollout holds this target; there is nothing to recover/);
  });

  it('given recover --adopt, the candidate rolls out by itself at the owner’s own pace', async () => {
    const { recovered, seen, before: was, report } = await STORIES.of('adopt');

    assert.equal(recovered.code, 0, recovered.err);
    assert.equal(seen.spec.template.spec.containers[0]?.image, 'web:1.1.0');
    assert.deepEqual(
      { ...seen.spec, template: null, minReadySeconds: undefined },
      { ...was.spec, template: null, minReadySeconds: undefined },
    );
    assert.equal(seen.ours, null);
    assert.equal(report.result, 'halted');
  });
});
