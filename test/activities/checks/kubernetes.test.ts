import assert from 'node:assert/strict';
import { ask } from '../../../activities/checks/index.ts';
import type { CheckContext } from '../../../activities/checks/port.ts';
import type { Measurement } from '../../../domain/verdict.ts';
import { aCheck, aContext, aPod, kubeOf } from '../../support/check-context.ts';

const LABELS = { app: 'web' };
const WANTS = { containers: [{ resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1' } } }] };
const ready = (status = 'True') => ({ phase: 'Running', conditions: [{ type: 'Ready', status }] });

const pod = (name: string, more: object = {}) => ({
  metadata: { name, labels: LABELS },
  spec: WANTS,
  status: ready(),
  ...more,
});
const leaving = (name: string) =>
  pod(name, { metadata: { name, deletionTimestamp: '2026-01-01T00:00:00Z' }, status: ready('False') });
const node = (name: string, more: { spec?: object; cpu?: string; ready?: string; labels?: object } = {}) => ({
  metadata: { name, labels: more.labels ?? {} },
  spec: more.spec ?? {},
  status: {
    allocatable: { cpu: more.cpu ?? '1', memory: '8Gi', pods: '110' },
    conditions: [{ type: 'Ready', status: more.ready ?? 'True' }],
  },
});
const deployment = (replicas = 3, spec: object = WANTS) => ({
  spec: { replicas, selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS }, spec } },
});

interface World {
  readonly deployment?: object;
  readonly pods?: readonly object[];
  readonly allPods?: readonly object[];
  readonly nodes?: readonly object[];
  readonly quotas?: readonly object[];
  readonly budgets?: readonly object[];
}
const kube = (world: World) =>
  kubeOf({
    '/apis/apps/v1/namespaces/prod/deployments/web': world.deployment ?? deployment(),
    '/api/v1/namespaces/prod/pods': world.pods ?? [pod('a'), pod('b'), pod('c')],
    '/api/v1/pods': world.allPods ?? [],
    '/api/v1/nodes': world.nodes ?? [node('n1')],
    '/api/v1/namespaces/prod/resourcequotas': world.quotas ?? [],
    '/apis/policy/v1/namespaces/prod/poddisruptionbudgets': world.budgets ?? [],
  });

async function judged(
  question: string,
  world: World,
  more: Partial<CheckContext> = {},
  body: object = {},
): Promise<Measurement> {
  const [measurement] = await ask(
    aCheck('kubernetes', { ask: [question], ...body }),
    aContext({ kube: kube(world), ...more }),
  );
  assert.ok(measurement);
  return measurement;
}
type Case = readonly [string, World, Measurement['verdict'], Partial<CheckContext>?, object?];
function table(question: string, cases: readonly Case[]): void {
  for (const [what, world, verdict, more, body] of cases)
    it(`given ${what}, says ${verdict}`, async () => {
      const measurement = await judged(question, world, more, body);

      assert.equal(measurement.verdict, verdict, measurement.detail);
      assert.equal(measurement.check, `kubernetes/${question}`);
    });
}

describe('healthy-pods', () => {
  const pre = { gate: 'preDeployment' } as const;
  table('healthy-pods', [
    ['only ready pods', {}, 'pass'],
    [
      'S0-136, S0-147, D0-26 a pod that runs but is not ready',
      { pods: [pod('a'), pod('b', { status: ready('False') })] },
      'fail',
    ],
    ['a pod without any condition', { pods: [pod('a', { status: { phase: 'Pending' } }), pod('b'), pod('c')] }, 'fail'],
    ['D0-26 a pod that is leaving', { pods: [pod('a'), pod('b'), pod('c'), leaving('d')] }, 'pass', pre],
    [
      'D0-26 an evicted pod',
      { pods: [pod('a'), pod('b'), pod('c'), pod('d', { status: { phase: 'Failed' } })] },
      'pass',
      pre,
    ],
    ['a pod too few before the start', { pods: [pod('a'), pod('b')] }, 'fail', pre],
    ['a pod too few while pods are replaced', { pods: [pod('a'), pod('b')] }, 'pass'],
    ['none at all', { pods: [] }, 'fail', pre],
    ['scaled to zero', { deployment: deployment(0), pods: [] }, 'inconclusive', pre],
    [
      'one unwell where one may be',
      { pods: [pod('a', { status: ready('False') }), pod('b'), pod('c')] },
      'pass',
      pre,
      { unhealthyAtMost: 1 },
    ],
    [
      'one unwell where 30 % of 3 may be',
      { pods: [pod('a', { status: ready('False') }), pod('b'), pod('c')] },
      'fail',
      pre,
      { unhealthyAtMost: '30%' },
    ],
  ]);

  it('S0-136: names the pods and says what to do', async () => {
    const { detail } = await judged(
      'healthy-pods',
      { pods: [pod('a'), pod('b'), pod('c', { status: ready('False') })] },
      pre,
    );

    assert.equal(detail, '2 of 3 pods are ready; not ready: c; mend them before deploying');
  });
});

describe('restarts', () => {
  const candidates = (...counts: readonly number[]): Partial<CheckContext> => ({
    sighting: { ...aContext().sighting, candidate: counts.map((restarts, i) => aPod(`new-${i}`, { restarts })) },
  });
  table('restarts', [
    ['no restart', {}, 'pass', candidates(0, 0)],
    ['D0-26 one restart', {}, 'fail', candidates(0, 1)],
    ['as many as may be', {}, 'pass', candidates(2), { restartsAtMost: 2 }],
    ['no candidate pod', {}, 'inconclusive', candidates()],
    ['the start of the rollout', {}, 'pass', { gate: 'preDeployment' }],
  ]);
});

describe('schedulable (S0-071, S0-134, D0-25)', () => {
  const on = (nodeName: string, cpu: string) => ({
    ...pod(`on-${nodeName}`),
    spec: { nodeName, containers: [{ resources: { requests: { cpu } } }] },
  });
  const surge = (surge: number) => ({ surge });
  table('schedulable', [
    ['room on one node', {}, 'pass', surge(2)],
    ['one pod more than fits', {}, 'fail', surge(3)],
    ['room on two nodes together', { nodes: [node('n1'), node('n2')] }, 'pass', surge(4)],
    ['a node that is full', { allPods: [on('n1', '600m')] }, 'fail'],
    ['a node that is just free enough', { allPods: [on('n1', '500m')] }, 'pass'],
    ['pods that have ended on it', { allPods: [{ ...on('n1', '900m'), status: { phase: 'Succeeded' } }] }, 'pass'],
    ['a cordoned node', { nodes: [node('n1', { spec: { unschedulable: true } })] }, 'fail'],
    ['a node that is not ready', { nodes: [node('n1', { ready: 'Unknown' })] }, 'fail'],
    ['a tainted node', { nodes: [node('n1', { spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } })] }, 'fail'],
    [
      'a node that is best avoided',
      { nodes: [node('n1', { spec: { taints: [{ key: 'gpu', effect: 'PreferNoSchedule' }] } })] },
      'pass',
    ],
    [
      'a tolerated taint',
      {
        nodes: [node('n1', { spec: { taints: [{ key: 'gpu', value: 'a', effect: 'NoSchedule' }] } })],
        pods: [pod('a', { spec: { ...WANTS, tolerations: [{ key: 'gpu', value: 'a' }] } })],
      },
      'pass',
    ],
    ['a node of another kind', { pods: [pod('a', { spec: { ...WANTS, nodeSelector: { disk: 'ssd' } } })] }, 'fail'],
    ['no node at all', { nodes: [] }, 'fail'],
    [
      'a node that does not say what it has',
      { nodes: [{ ...node('n1'), status: { conditions: [{ type: 'Ready', status: 'True' }] } }] },
      'fail',
    ],
    ['a node that is none', { nodes: [node('n1'), {}] }, 'inconclusive'],
    ['an amount that is none', { allPods: [on('n1', 'lots')] }, 'inconclusive'],
    ['nothing left to replace', { nodes: [] }, 'pass', { sighting: { ...aContext().sighting, stable: [] } }],
  ]);
});

describe('quota (D0-25)', () => {
  const quota = (hard: object, used: object = {}, spec: object = {}) => ({
    metadata: { name: 'q' },
    spec,
    status: { hard, used },
  });
  table('quota', [
    ['no quota', {}, 'pass'],
    ['room for one more pod', { quotas: [quota({ pods: '4' }, { pods: '3' })] }, 'pass'],
    ['no room for a pod', { quotas: [quota({ pods: '3' }, { pods: '3' })] }, 'fail'],
    ['no room for two', { quotas: [quota({ pods: '4' }, { pods: '3' })] }, 'fail', { surge: 2 }],
    ['no room for its processor', { quotas: [quota({ 'requests.cpu': '2' }, { 'requests.cpu': '1600m' })] }, 'fail'],
    ['just room for its processor', { quotas: [quota({ cpu: '2' }, { cpu: '1500m' })] }, 'pass'],
    ['no room for its limit', { quotas: [quota({ 'limits.cpu': '3' }, { 'limits.cpu': '2500m' })] }, 'fail'],
    ['a limit that the pods do not state', { quotas: [quota({ 'limits.memory': '9Gi' })] }, 'inconclusive'],
    [
      'a full quota of something else',
      { quotas: [quota({ services: '1', 'requests.storage': '1Gi' }, { services: '1' })] },
      'pass',
    ],
    [
      'a full quota for some pods only',
      { quotas: [quota({ pods: '1' }, { pods: '1' }, { scopes: ['BestEffort'] })] },
      'inconclusive',
    ],
    ['a quota that nobody has counted yet', { quotas: [{ metadata: { name: 'q' } }] }, 'inconclusive'],
  ]);
});

describe('disruption-budget (S0-135, D0-27)', () => {
  const budget = (more: object = {}, status: object = {}, name = 'web-pdb') => ({
    metadata: { name, generation: 1 },
    spec: { selector: { matchLabels: LABELS } },
    status: { observedGeneration: 1, disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, ...status },
    ...more,
  });
  table('disruption-budget', [
    ['a budget that is kept', { budgets: [budget()] }, 'pass'],
    ['no budget', {}, 'warn'],
    ['a budget of others', { budgets: [budget({ spec: { selector: { matchLabels: { app: 'api' } } } })] }, 'warn'],
    ['a budget for everything', { budgets: [budget({ spec: { selector: {} } })] }, 'pass'],
    ['a budget for nothing', { budgets: [budget({ spec: {} })] }, 'warn'],
    ['several budgets', { budgets: [budget(), budget({}, {}, 'other')] }, 'warn'],
    ['too few healthy pods', { budgets: [budget({}, { disruptionsAllowed: 0, currentHealthy: 1 })] }, 'fail'],
    [
      'a budget that allows no disruption ever',
      { budgets: [budget({}, { disruptionsAllowed: 0, desiredHealthy: 3 })] },
      'pass',
    ],
    ['an outdated status', { budgets: [budget({}, { observedGeneration: 0 })] }, 'inconclusive'],
    ['no status', { budgets: [budget({ status: undefined })] }, 'inconclusive'],
  ]);
});

describe('kubernetes check', () => {
  it('D0-20: given one question without rights, still answers the others', async () => {
    const objects = kubeOf({
      '/apis/apps/v1/namespaces/prod/deployments/web': deployment(),
      '/api/v1/namespaces/prod/pods': [pod('a'), pod('b'), pod('c')],
      '/api/v1/namespaces/prod/resourcequotas': [],
    });

    const measurements = await ask(aCheck('kubernetes'), aContext({ kube: objects }));

    assert.deepEqual(
      measurements.map(({ check, verdict }) => [check.split('/')[1], verdict]),
      [
        ['healthy-pods', 'pass'],
        ['restarts', 'pass'],
        ['schedulable', 'inconclusive'],
        ['quota', 'pass'],
        ['disruption-budget', 'inconclusive'],
      ],
    );
    const reads = objects.asked.filter((path) => path.includes('/deployments/')).length;
    assert.equal(reads, 1, 'the deployment is read once for all questions');
  });

  it('given an object that is not as expected, is inconclusive and says where', async () => {
    const { verdict, detail } = await judged('healthy-pods', { pods: [{ metadata: {} }] });

    assert.equal(verdict, 'inconclusive');
    assert.match(detail, /^\/api\/v1\/namespaces\/prod\/pods: not as expected: .*metadata\.name/s);
  });
});
