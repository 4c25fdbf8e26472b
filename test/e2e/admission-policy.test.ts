import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { Cluster } from '../../infra/devstack/cluster.ts';
import { connect } from '../../clients/connection.ts';
import { newRolloutId } from '../../clients/rollout-id.ts';
import type { Live, Rollouts } from '../../clients/rollouts.ts';
import { startWorker } from '../../infra/devstack/worker.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folders.ts';
import { rolloutOf } from '../support/rig.ts';
import { newCluster, newTemporal, stopAtEnd } from '../support/stack.ts';

const POLICY = fileURLToPath(new URL('../../infra/kubernetes/admission-policy.yaml', import.meta.url));
const LOCK = 'tidegate.dev/lock=01900000-0000-7000-8000-000000000000/1';
const BREAK_GLASS = ['--as=somebody', '--as-group=tidegate-break-glass', '--as-group=system:masters'];

describe('the admission policy', () => {
  let cluster: Cluster;

  before(async function () {
    this.timeout(120_000);
    cluster = await newCluster();
    await cluster.kubectl(['apply', '-f', POLICY]);
    await makeDeployment('locked');
    await makeDeployment('free');
    await asTidegate(['annotate', 'deployment/locked', LOCK]);
    await asTidegate(['annotate', 'replicaset', '-l', 'app=locked', LOCK]);
    await eventually(
      'the policy is active',
      () => answerOf(['patch', 'deployment/locked', '--dry-run=server', '-p', '{"spec":{"paused":true}}']),
      (answer) => answer.includes('is held by rollout'),
    );
  });
  after(() => cluster.stop());

  const makeDeployment = async (name: string): Promise<void> => {
    await cluster.kubectl(['create', 'deployment', name, '--image=web:1', '--replicas=2']);
    await cluster.kubectl(['set', 'image', `deployment/${name}`, 'web=web:2']); // something to undo
    await cluster.kubectl(['rollout', 'status', `deployment/${name}`, '--timeout=60s']);
  };
  const asTidegate = (args: readonly string[]): Promise<string> => cluster.kubectl([...args, '--as=tidegate']);
  /** What kubectl answered, or what it was refused with. */
  const answerOf = (args: readonly string[]): Promise<string> =>
    cluster.kubectl(args).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const patch = (spec: object): readonly string[] => ['patch', 'deployment/locked', '-p', JSON.stringify({ spec })];

  it('given its expressions, the API server has nothing to say against their types', async () => {
    const policies = await cluster.kubectl(['get', 'validatingadmissionpolicies', '-o', 'jsonpath={.items[*].status}']);

    assert.match(policies, /observedGeneration/);
    assert.doesNotMatch(policies, /expressionWarnings/);
  });

  const DENIED: readonly (readonly [string, readonly string[], string])[] = [
    ['set image', ['set', 'image', 'deployment/locked', 'web=web:3'], 'spec.template'],
    ['rollout undo', ['rollout', 'undo', 'deployment/locked'], 'spec.template'],
    ['rollout restart', ['rollout', 'restart', 'deployment/locked'], 'spec.template'],
    ['pause', ['rollout', 'pause', 'deployment/locked'], 'spec.paused'],
    ['another minReadySeconds', patch({ minReadySeconds: 5 }), 'spec.minReadySeconds'],
    ['another deadline', patch({ progressDeadlineSeconds: 5 }), 'spec.progressDeadlineSeconds'],
    ['another strategy', patch({ strategy: { rollingUpdate: { maxSurge: 2 } } }), 'spec.strategy'],
    ['taking the lock off', ['annotate', 'deployment/locked', 'tidegate.dev/lock-'], 'the lock'],
    ['changing the way home', ['annotate', 'deployment/locked', 'tidegate.dev/origin={}'], 'the lock'],
    ['putting a lock on', ['annotate', 'deployment/free', LOCK], 'the lock'],
  ];
  for (const [what, args, field] of DENIED)
    it(`given an administrator during a rollout, denies ${what}`, async () => {
      const answer = await answerOf(args);

      assert.match(answer, new RegExp(`denied request: .*${field}.* is (held by rollout|put on by Tidegate only)`));
    });

  it('given an administrator during a rollout, denies another count of the stable ReplicaSet', async () => {
    const name = await nameOfActive('locked');

    const answer = await answerOf(['patch', name, '-p', '{"spec":{"replicas":0}}']);

    assert.match(answer, /spec\.replicas is held by rollout/);
  });

  it('given an administrator during a rollout, allows scaling and labels', async () => {
    await cluster.kubectl(['scale', 'deployment/locked', '--replicas=3']);
    await cluster.kubectl(['label', 'deployment/locked', 'seen=yes']);
    await cluster.kubectl(['rollout', 'status', 'deployment/locked', '--timeout=60s']);

    assert.equal(await field('.status.readyReplicas'), '3'); // the controller wrote to the locked ReplicaSet
  });

  it('given a Deployment without a lock, denies nothing', async () => {
    await cluster.kubectl(['set', 'image', 'deployment/free', 'web=web:3']);
    await cluster.kubectl(['rollout', 'pause', 'deployment/free']);
  });

  it('given the user tidegate, allows what a rollout does', async () => {
    await asTidegate(patch({ minReadySeconds: 7 }));
    await asTidegate(['patch', await nameOfActive('locked'), '-p', '{"spec":{"replicas":3}}']);

    assert.equal(await field('.spec.minReadySeconds'), '7');
  });

  it('given the ServiceAccount of Tidegate, allows what a rollout does', async () => {
    await cluster.kubectl([...patch({ minReadySeconds: 8 }), '--as=system:serviceaccount:tidegate:tidegate']);

    assert.equal(await field('.spec.minReadySeconds'), '8');
  });

  it('given a member of the break-glass group, allows everything', async () => {
    await cluster.kubectl(['rollout', 'undo', 'deployment/locked', ...BREAK_GLASS]);
    await cluster.kubectl(['annotate', 'deployment/locked', 'tidegate.dev/lock-', ...BREAK_GLASS]);
    await cluster.kubectl(['annotate', 'replicaset', '-l', 'app=locked', 'tidegate.dev/lock-', ...BREAK_GLASS]);
    await cluster.kubectl(['set', 'image', 'deployment/locked', 'web=web:4']); // no lock, no policy

    assert.equal(await field(`.metadata.annotations.tidegate\\.dev/lock`), '');
  });

  const field = (path: string): Promise<string> =>
    cluster.kubectl(['get', 'deployment/locked', '-o', `jsonpath={${path}}`]);

  async function nameOfActive(app: string): Promise<string> {
    const names = await cluster.kubectl([
      ...['get', 'replicasets', '-l', `app=${app}`],
      ...['-o', 'jsonpath={range .items[?(@.spec.replicas>0)]}replicaset/{.metadata.name}{"\\n"}{end}'],
    ]);
    return names.trim().split('\n')[0] ?? '';
  }
});

describe('a rollout under the admission policy', () => {
  const target = { cluster: 'default', namespace: 'default', kind: 'Deployment', name: 'web' } as const;
  let cluster: Cluster;
  let rollouts: Rollouts;
  let parts: readonly { stop(): Promise<unknown> }[] = [];

  before(async function () {
    this.timeout(120_000);
    const [dir, temporal, own] = await Promise.all([temporaryFolder('policy'), newTemporal(), newCluster()]);
    cluster = own;
    await cluster.kubectl(['apply', '-f', POLICY]);
    await cluster.kubectl(['create', 'deployment', 'web', '--image=web:1', '--replicas=2']);
    await cluster.kubectl(['rollout', 'status', 'deployment/web', '--timeout=60s']);
    const nowhere = 'http://127.0.0.1:9'; // no check asks for a metric
    const worker = await startWorker({ dir, temporal, kubeconfig: own.kubeconfig.tidegate, prometheusUrl: nowhere });
    stopAtEnd(worker);
    rollouts = await connect({ address: temporal.address, env: {} });
    parts = [worker, { stop: () => rollouts.close() }, temporal, cluster];
  });
  // The other tests of a run need the memory.
  after(async () => {
    for (const part of parts) await part.stop();
  });

  it('is not hindered from promoting, while an administrator is', async () => {
    await start('web:2', { approvals: [{ name: 'board' }] });
    await reaches(({ status }) => status.phase === 'waiting-approval');

    const answer = await cluster.kubectl(['set', 'image', 'deployment/web', 'web=web:3']).catch(String);
    await rollouts.command(target, 'approve', { gate: 'board', by: 'tester', why: 'denied as it should be' });
    const { status } = await reaches(({ run }) => run === 'COMPLETED');

    assert.match(answer, /spec\.template is held by rollout/);
    assert.deepEqual(status.outcome, { is: 'promoted' });
  });

  it('is not hindered from going home, and leaves the workload to everybody', async () => {
    await start('web:4', { stabilization: { for: '1h' } });
    await reaches(({ status }) => status.phase === 'rolling' && status.begun === 2);

    await rollouts.command(target, 'abort', { by: 'tester', why: 'home' });
    const { status } = await reaches(({ run }) => run === 'COMPLETED');
    await cluster.kubectl(['set', 'image', 'deployment/web', 'web=web:5']);

    assert.deepEqual(status.outcome, { is: 'rolled-back', because: 'aborted by tester: home' });
  });

  const start = (image: string, spec: Parameters<typeof rolloutOf>[2]) =>
    rollouts.start({ rollout: newRolloutId(), document: rolloutOf({ ...target, target }, image, spec), by: 'tester' });

  const reaches = (met: (live: Live) => boolean): Promise<Live> =>
    eventually('the rollout', () => rollouts.status(target), met);
});
