import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'mocha';
import type { Report } from '../../domain/report.ts';
import type { Outcome } from '../../domain/verdict.ts';
import { anApp, outcomeOf, reportOf, rolloutOf, start, testRig } from '../support/rig.ts';
import type { App, Rig } from '../support/rig.ts';

interface Ended {
  readonly app: App;
  readonly rollout: string;
  readonly outcome: Outcome;
  readonly report: Report;
}

async function ended(rig: Rig, image: string, readyWithin: '10s' | '2s'): Promise<Ended> {
  const app = await anApp(rig, 3);
  const document = rolloutOf(app, image, {
    stabilization: { for: '300ms', readyWithin },
    gates: { preDeployment: [{ kubernetes: {} }] },
  });
  const started = await start(rig, document);
  const outcome = await outcomeOf(rig, started);
  return { app, rollout: started.rollout, outcome, report: await reportOf(rig, started.rollout) };
}

describe('a rollout against a real control plane', () => {
  let rig: Rig;
  let good: Ended;
  let bad: Ended;
  const deployment = async ({ app }: Ended, path: string) =>
    rig.stack.cluster.kubectl(['-n', app.namespace, 'get', 'deployment/web', '-o', `jsonpath=${path}`]);

  before(async () => {
    rig = await testRig();
    [good, bad] = await Promise.all([ended(rig, 'web:1.1.0', '10s'), ended(rig, 'web:2-neverready', '2s')]);
  });

  it('S0-001 S0-064 S0-138 D0-17: given a good image, sets it on every pod and promotes', async () => {
    assert.deepEqual(good.outcome, { is: 'promoted' });
    assert.equal(await deployment(good, '{.spec.template.spec.containers[0].image}'), 'web:1.1.0');
  });
  it('S0-143: is done only when ready and updated are what is desired', async () =>
    assert.equal(
      await deployment(good, '{.status.readyReplicas}/{.status.updatedReplicas}/{.spec.replicas}'),
      '3/3/3',
    ));
  it('S0-139 D0-29: leaves the image and the time as the change cause kubectl reads', async () =>
    assert.match(
      await deployment(good, '{.metadata.annotations.kubernetes\\.io/change-cause}'),
      /web:1\.1\.0 by tester at 20\d\d-/,
    ));
  it('S0-137 S0-179: reports success with start and duration', () => {
    assert.equal(good.report.result, 'promoted');
    assert.ok(Date.parse(good.report.started_at) > 0 && good.report.duration_seconds > 0);
    assert.deepEqual(good.report.replicas, { desired: 3, ready: 3 });
  });
  it('S0-040 S0-041: the plan that was made is kept with the report', () => {
    assert.equal(good.report.pods.length, 3);
    assert.match(good.report.plan_digest ?? '', /^[0-9a-f]{64}$/);
  });
  it('S0-050 S0-062: tells each replacement as n of the total, with the pod that goes', () => {
    const told = good.report.events.map(({ what }) => what);
    assert.ok(
      told.some((what) => /^2 of 3 pods run the candidate, 2 stable stay; web-\S+ goes$/.test(what)),
      told.join('\n'),
    );
  });
  it('S0-159 S0-162 D0-39: knows the revisions before and after, as the API numbers them', () => {
    assert.deepEqual(good.report.revision, { before: 1, after: 2 });
    assert.match(good.report.rollout_history[0]?.change_cause ?? '', /web:1\.1\.0/);
  });

  it('S0-140 S0-144 D0-30: given pods that are not ready in time, fails', () => {
    assert.equal(bad.outcome.is, 'rolled-back');
    assert.match(bad.report.because, /only 0 of 1 candidates became ready within 2s|within 2s/);
  });
  it('S0-160 S0-178 D0-40: goes back to the revision that was running', async () => {
    assert.equal(await deployment(bad, '{.spec.template.spec.containers[0].image}'), 'web:1.0.0');
    assert.equal(await deployment(bad, '{.status.readyReplicas}/{.status.updatedReplicas}'), '3/3');
  });

  it('S0-038: every phase is a line of JSON in the worker’s log, with the rollout’s id', async () => {
    const lines = (await readFile(rig.worker.spec.logFile, 'utf8')).split('\n').filter((line) => line.startsWith('{'));
    const ours = lines.map((line) => JSON.parse(line) as { rollout?: string; msg?: string; level?: number });
    const told = ours.filter(({ rollout }) => rollout === good.rollout).map(({ msg }) => msg ?? '');
    for (const phase of [/asked for by tester/, /planned: /, /promoted/])
      assert.ok(
        told.some((msg) => phase.test(msg)),
        String(phase),
      );
  });
});

describe('connections to clusters', () => {
  it('S0-042: given a context that the kubeconfig does not have, refuses and lists those it has', async () => {
    const rig = await testRig();
    const app = await anApp(rig, 1);
    const outcome = await outcomeOf(
      rig,
      await start(
        rig,
        rolloutOf(app, 'web:2', { target: { cluster: 'nowhere', namespace: app.namespace, name: 'web' } }),
      ),
    );
    assert.match(
      'because' in outcome ? outcome.because : '',
      /cluster nowhere: no such context in the kubeconfig; known are /,
    );
  });
});
