import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { newRolloutId } from '../../clients/rollout-id.ts';
import type { RolloutInput } from '../../domain/rollout.ts';
import type { Outcome } from '../../domain/verdict.ts';
import { anApp, deploymentOf, deploymentsOf, reportOf, rolloutOf, testRig } from '../support/rig.ts';
import type { App, AppOptions, Rig } from '../support/rig.ts';

interface Refused {
  readonly replicas?: number;
  readonly app?: AppOptions;
  readonly document?: (app: App) => unknown;
  readonly given?: (rig: Rig, app: App) => Promise<void>;
  readonly why: RegExp;
}

const to =
  (spec: Partial<RolloutInput['spec']>, image = 'web:1.1.0') =>
  (app: App): RolloutInput =>
    rolloutOf(app, image, spec);

const REFUSED: Readonly<Record<string, Refused>> = {
  'a target that does not exist': {
    document: (app) => to({ target: { namespace: app.namespace, name: 'nobody' } })(app),
    why: /deployments.*"nobody" not found/,
  },
  'a target without replicas': { replicas: 0, why: /has no replicas/ },
  'a target that is already rolling': {
    given: async (rig, app) => {
      const template = { spec: { containers: [{ name: 'web', image: 'web:9-neverready' }] } };
      const path = `${deploymentsOf(app)}/web`;
      await rig.admin.must('PATCH', path, { spec: { template } }, 'application/strategic-merge-patch+json');
    },
    why: /already rolling|has not acted on the present template|still at work/,
  },
  'a target that runs the image already': { document: to({}, 'web:1.0.0'), why: /already runs web:1.0.0/ },
  'a target that stops every pod at once': {
    app: { deployment: { strategy: { type: 'Recreate' } } },
    why: /strategy is Recreate/,
  },
  'limits that let no pod move': {
    document: to({ limits: { maxSurge: 0, maxUnavailable: 0 } }),
    why: /maxSurge|maxUnavailable|no pod|empty/i,
  },
  'a cluster that nobody knows': {
    document: (app) => to({ target: { cluster: 'elsewhere', namespace: app.namespace, name: 'web' } })(app),
    why: /elsewhere: no such context/,
  },
  'a document with an unknown key': { document: (app) => ({ ...to({})(app), speck: {} }), why: /speck/ },
  'a document without an image': { document: to({ revision: { image: '' } }), why: /revision/ },
  'a lock of a rollout that nobody knows': {
    app: { annotations: { 'tidegate.dev/lock': `${newRolloutId()}/1` } },
    why: /holds it/,
  },
  'a preDeployment gate that fails': {
    document: to({ gates: { preDeployment: [{ http: { url: 'http://127.0.0.1:1/', samples: 1 } }] } }),
    why: /nothing had been touched/,
  },
};

describe('a request that cannot be carried out', function () {
  this.timeout(60_000);
  const ended = new Map<string, Promise<Ended>>();
  before(() => {
    for (const [what, refused] of Object.entries(REFUSED)) {
      const end = refuse(refused);
      end.catch(() => undefined); // its test will say
      ended.set(what, end);
    }
  });

  for (const [what, { why }] of Object.entries(REFUSED))
    it(`D0-46: given ${what}, refuses, says why and leaves it alone`, async () => {
      const { outcome, before: was, after: is, reported } = (await ended.get(what)) ?? assert.fail();

      assert.equal(outcome.is, 'refused', JSON.stringify(outcome));
      assert.match('because' in outcome ? outcome.because : '', why);
      assert.deepEqual(is, was);
      assert.equal(reported, 'refused');
    });
});

interface Ended {
  readonly outcome: Outcome;
  /** Spec and annotations; the version, too, where no lock had to be taken. */
  readonly before: unknown;
  readonly after: unknown;
  readonly reported: string | undefined;
}

/** Sent to Temporal as it is: nothing of a client stands between the document and the worker. */
async function refuse({ replicas = 2, app: options, document, given, why }: Refused): Promise<Ended> {
  const rig = await testRig();
  const app = await anApp(rig, replicas, options);
  await given?.(rig, app);
  // A lock is an annotation: where a gate is asked it has been taken and let go of, elsewhere nothing was written.
  const look = async () => {
    const { spec, metadata } = await deploymentOf(rig, app);
    const { generation, annotations: { 'deployment.kubernetes.io/revision': _, ...annotations } = {} } = metadata;
    return why.source.includes('touched') ? { spec, annotations } : { spec, annotations, generation };
  };
  const was = await look();
  const rollout = newRolloutId();
  const request = { rollout, document: document?.(app) ?? rolloutOf(app, 'web:1.1.0'), by: 'tester' };
  const options_ = { workflowId: `refused/${rollout}`, taskQueue: 'tidegate', args: [request] };
  const outcome = (await rig.client.workflow.execute('rollout', options_)) as Outcome;
  const report = await reportOf(rig, rollout).catch(() => undefined);
  return { outcome, before: was, after: await look(), reported: report?.result };
}
