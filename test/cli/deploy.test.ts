import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { parse } from 'yaml';
import { anApp, deploymentOf, testRig } from '../support/rig.ts';
import type { App, Rig } from '../support/rig.ts';
import { at, BAD, commandOf, fileOf } from './command.ts';
import { scenes } from './scenes.ts';

/** Name and version of every object that a rollout of the app might write to. */
async function versionsOf(rig: Rig, { namespace }: App): Promise<readonly string[]> {
  const paths = [
    `/apis/apps/v1/namespaces/${namespace}/deployments`,
    `/apis/apps/v1/namespaces/${namespace}/replicasets`,
  ];
  const lists = await Promise.all(
    [...paths, `/api/v1/namespaces/${namespace}/pods`].map((path) => rig.admin.must('GET', path)),
  );
  const objects = lists.flatMap(({ items }) => items as { metadata: { name: string; resourceVersion: string } }[]); // the API's own shape
  return objects.map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`).toSorted();
}

const STORIES = scenes({
  planned: async () => {
    const rig = await testRig();
    const [tidegate, app] = [commandOf(rig), await anApp(rig, 3)];
    const file = await fileOf(app, 'web:1.1.0');
    const versions = await versionsOf(rig, app);
    const [table, json, yaml] = await Promise.all(
      ['table', 'json', 'yaml'].map((form) => tidegate(`plan -f ${file} -o ${form}`)),
    );
    return { versions, table, json, yaml, after: await versionsOf(rig, app) };
  },
  good: async () => {
    const rig = await testRig();
    const [tidegate, app] = [commandOf(rig), await anApp(rig, 2)];
    const first = await tidegate(`deploy --wait -f ${await fileOf(app, 'web:1.1.0')}`);
    const again = await tidegate(`deploy --wait -f ${await fileOf(app, 'web:1.1.0')}`);
    const image = await tidegate(`web:1.2.0 --target ${at(app)} --wait`);
    return { first, again, image, deployment: await deploymentOf(rig, app) };
  },
  bad: async () => {
    const rig = await testRig();
    const [tidegate, app] = [commandOf(rig), await anApp(rig, 2)];
    const failed = await tidegate(`deploy --wait -f ${await fileOf(app, 'web:2-neverready', BAD)}`);
    const second = await tidegate(`deploy --wait -f ${await fileOf(app, 'web:2-neverready', BAD)}`);
    return { failed, second, deployment: await deploymentOf(rig, app) };
  },
  none: async () => {
    const rig = await testRig();
    const [tidegate, app] = [commandOf(rig), await anApp(rig, 0)];
    const file = await fileOf(app, 'web:1.1.0');
    return { plan: await tidegate(`plan -f ${file}`), deploy: await tidegate(`deploy --wait -f ${file}`) };
  },
  missing: async () => {
    const rig = await testRig();
    const file = await fileOf({ ...(await anApp(rig, 1)), name: 'nobody' }, 'web:1.1.0');
    return { file: await commandOf(rig)(`plan -f ${file}`), history: await commandOf(rig)('history nobody') };
  },
  lint: async () => {
    const rig = await testRig();
    const tidegate = commandOf(rig, { TEMPORAL_ADDRESS: '127.0.0.1:9' });
    const app = await anApp(rig, 1);
    const bad = await fileOf(app, 'web:1.1.0', { deadline: 'tomorrow' as never });
    return Promise.all([
      tidegate(`lint -f ${await fileOf(app, 'web:1.1.0')}`),
      tidegate(`lint -f ${bad}`),
      tidegate('lint -f /nowhere.yaml'),
    ]);
  },
});

describe('deploying from the command line', function () {
  this.timeout(60_000);
  before(() => STORIES.begin());

  it('S0-183: given plan -f, prints the plan and writes nothing', async () => {
    const { versions, table, after } = await STORIES.of('planned');

    assert.equal(table?.code, 0, table?.err);
    assert.match(table?.out ?? '', /^Plan +web\n[^]*Order of replacement:[^]*The way back/);
    assert.match(table?.out ?? '', /Would touch:\n {2}- cluster and target: default\/t/);
    assert.deepEqual(after, versions);
  });

  it('given plan -o json and -o yaml, prints the same plan as data', async () => {
    const { json, yaml } = await STORIES.of('planned');
    const [a, b] = [JSON.parse(json?.out ?? ''), parse(yaml?.out ?? '')];

    assert.deepEqual([a.kind, a.plan.replicas, a.plan.steps.length], ['RolloutPlan', 3, b.plan.steps.length]);
    assert.ok(a.touches.length > 3);
  });

  it('S0-176: given deploy -f --wait and a good image, exits with 0 when it is promoted', async () => {
    const { first } = await STORIES.of('good');

    assert.equal(first.code, 0, first.err);
    assert.match(
      first.err,
      /^Rollout [0-9a-f-]{36} of default\/.*\/deployment\/web to web:1\.1\.0 has begun\.\nTemporal: http/,
    );
    assert.match(first.out, /SUCCESS Promoted: every step passed\n$/);
  });

  it('given an image that runs already, exits with 5 and says so', async () => {
    const { again } = await STORIES.of('good');

    assert.equal(again.code, 5);
    assert.match(again.out, /ERROR Refused: .*already runs web:1\.1\.0; there is nothing to roll out/);
  });

  it('S0-176: given an image and a target, rolls it out as the last promoted rollout was', async () => {
    const { image, deployment } = await STORIES.of('good');

    assert.equal(image.code, 0, image.err);
    assert.match(image.err, /^As in rollout [0-9a-f-]{36} of .*, with the new image\./);
    assert.equal(deployment.spec.template.spec.containers[0]?.image, 'web:1.2.0');
  });

  it('S0-178: given an image that never becomes ready, exits with 2 and says why', async () => {
    const { failed, deployment } = await STORIES.of('bad');

    assert.equal(failed.code, 2, failed.err);
    assert.match(failed.out, /ERROR Rolled back: only 0 of 1 candidates became ready within 2s/);
    assert.equal(deployment.spec.template.spec.containers[0]?.image, 'web:1.0.0');
  });

  it('given the same image a second time, tries it again: what an earlier rollout left is not another hand', async () => {
    const { second } = await STORIES.of('bad');

    assert.match(second.out, /ERROR Rolled back: only 0 of 1 candidates became ready within 2s/);
  });

  it('S0-177 D0-46: given a Deployment without replicas, refuses with 5 and says that there are none', async () => {
    const { plan, deploy } = await STORIES.of('none');

    assert.deepEqual([plan.code, deploy.code], [5, 5]);
    for (const said of [plan.err, deploy.out]) assert.match(said, /has no replicas, so there is nothing to replace/);
  });

  it('given a target that does not exist, exits with 5 and names it', async () => {
    const { file, history } = await STORIES.of('missing');

    assert.deepEqual([file.code, history.code], [5, 5]);
    assert.match(file.err, /nobody/);
  });

  it('given lint, exits with 0, 5 or 64, and needs no server', async () => {
    const [good, bad, nowhere] = await STORIES.of('lint');

    assert.deepEqual([good.code, bad.code, nowhere.code], [0, 5, 64]);
    assert.match(bad.out, /rollout\.yaml:1:\d+ spec\.deadline: /);
  });
});
