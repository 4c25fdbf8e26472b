import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { deploymentsOf, manifestOf, settled } from '../support/rig.ts';
import { trials } from '../support/trial.ts';
import type { Running } from '../support/running.ts';

const spec = {
  stabilization: { for: '800ms', readyWithin: '10s' },
  monitor: { for: '300ms', every: '100ms' },
} as const;
/** What another hand does is not ours to answer for; capacity is. */
const expected = { otherHand: true } as const;

/** Somebody does something when the first candidate serves. */
const then = (act: (running: Running) => Promise<unknown>) => async (running: Running) => {
  await running.candidates(1);
  await act(running);
};

const template = (image: string) => ({ spec: { template: { spec: { containers: [{ name: 'web', image }] } } } });
const path = ({ app }: Running): string => `${deploymentsOf(app)}/${app.name}`;

/** As a GitOps controller applies what is in Git, over everybody else. */
const reapply = async (running: Running): Promise<void> => {
  const query = 'fieldManager=gitops&force=true';
  await running.rig.admin.must('PATCH', `${path(running)}?${query}`, manifestOf(3), 'application/apply-patch+yaml');
};

const remove = (running: Running): Promise<unknown> =>
  running.rig.admin.must('DELETE', path(running), { propagationPolicy: 'Foreground' });

const TRIED = trials({
  grown: {
    spec,
    expected: { ...expected, ceiling: 6 },
    meanwhile: then((running) => running.patch({ spec: { replicas: 5 } }, '/scale')),
  },
  shrunk: {
    replicas: 6,
    spec,
    expected: { ...expected, floor: 3, ceiling: 7 },
    meanwhile: then((running) => running.patch({ spec: { replicas: 3 } }, '/scale')),
  },
  otherImage: { spec, expected, meanwhile: then((running) => running.patch(template('web:9.9.9'))) },
  undone: { spec, expected, meanwhile: then((running) => running.patch(template('web:1.0.0'))) },
  paused: { spec, expected, meanwhile: then((running) => running.patch({ spec: { paused: true } })) },
  reapplied: { spec, expected, meanwhile: then(reapply) },
  deleted: { spec, expected: { ...expected, floor: 0, service: false }, meanwhile: then(remove) },
  recreated: {
    spec,
    expected: { ...expected, floor: 0, ceiling: 8, service: false },
    meanwhile: then(async (running) => {
      const { rig, app } = running;
      await rig.admin.must('DELETE', path(running), { propagationPolicy: 'Background' });
      await rig.admin.must('POST', deploymentsOf(app), manifestOf(3));
      await settled(rig, app);
    }),
  },
  noRoom: {
    spec: { ...spec, stabilization: { for: '300ms', readyWithin: '2s' } },
    given: async (rig, { namespace }) => {
      const quota = { metadata: { name: 'small' }, spec: { hard: { pods: '3' } } };
      await rig.admin.must('POST', `/api/v1/namespaces/${namespace}/resourcequotas`, quota);
    },
  },
  unlocked: {
    spec,
    expected,
    meanwhile: then((running) => running.patch({ metadata: { annotations: { 'tidegate.dev/lock': null } } })),
  },
});

describe('another hand in the middle of a rollout', function () {
  this.timeout(60_000);
  before(() => TRIED.start());

  const ends = async (name: (typeof TRIED.names)[number], is: string, why: RegExp): Promise<void> => {
    const { outcome, because, violations } = await TRIED.of(name);
    assert.deepEqual({ is: outcome.is, violations }, { is, violations: [] }, because);
    assert.match(because, why);
  };

  it('given an autoscaler that grows it, promotes every pod there is then', async () => {
    await ends('grown', 'promoted', /^$/);

    assert.deepEqual((await TRIED.of('grown')).report.replicas, { desired: 5, ready: 5 });
  });

  it('given an autoscaler that shrinks it, promotes the pods that are left', async () => {
    await ends('shrunk', 'promoted', /^$/);

    assert.deepEqual((await TRIED.of('shrunk')).report.replicas, { desired: 3, ready: 3 });
  });

  it('given another image, goes home and says who was there', () =>
    ends('otherImage', 'rolled-back', /somebody set the image to web:9\.9\.9/));

  it('given an undo, is home and says so', () =>
    ends('undone', 'rolled-back', /somebody set the image to web:1\.0\.0/));

  it('given a pause of the Deployment, goes home and says so', () =>
    ends('paused', 'rolled-back', /somebody paused the Deployment/));

  it('given a GitOps controller that applies the old manifest, is home and says so', () =>
    ends('reapplied', 'rolled-back', /somebody set the image to web:1\.0\.0/));

  it('D0-41: given that the Deployment is deleted, is stranded and says so', () =>
    ends('deleted', 'stranded', /gone|deleted/));

  it('D0-41: given that the Deployment is deleted and made again, leaves the new one alone', async () => {
    await ends('recreated', 'stranded', /the Deployment is gone|deleted and made again/);

    const { after } = await TRIED.of('recreated');
    assert.equal(after?.metadata.generation, 1);
  });

  it('given a quota with no room for one more, goes home and names the quota', () =>
    ends('noRoom', 'rolled-back', /quota/));

  it('given that its lock is taken away, stops where it is and says so', () =>
    ends('unlocked', 'stranded', /its lock was taken away/));
});
