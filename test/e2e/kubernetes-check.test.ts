import assert from 'node:assert/strict';
import { ask } from '../../activities/checks/index.ts';
import type { KubeReads } from '../../activities/checks/port.ts';
import { Target } from '../../domain/target.ts';
import type { Measurement } from '../../domain/verdict.ts';
import { openApi } from '../../infra/devstack/api.ts';
import { aCheck, aContext } from '../support/check-context.ts';
import { stopAtEnd, testStack } from '../support/stack.ts';

const NAMESPACE = `checks-${process.pid}`;
const labels = { app: 'web' };
const container = { name: 'web', image: 'web:1.0.0', resources: { requests: { cpu: '100m', memory: '64Mi' } } };
const object = (apiVersion: string, kind: string, name: string, more: object = {}): object => ({
  apiVersion,
  kind,
  metadata: { name, ...(kind !== 'Namespace' && { namespace: NAMESPACE }) },
  ...more,
});

describe('kubernetes check on a real control plane, with the rights of the worker', () => {
  let kube: KubeReads;
  let kubectl: (args: readonly string[], input?: string) => Promise<string>;
  const apply = (...items: readonly object[]): Promise<string> =>
    kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const judged = async (surge = 1): Promise<Record<string, Measurement>> => {
    const target = Target.parse({ namespace: NAMESPACE, name: 'web' });
    const context = aContext({ kube, target, surge, gate: 'preDeployment' });
    const measurements = await ask(aCheck('kubernetes'), context);
    return Object.fromEntries(measurements.map((it) => [it.check.replace('kubernetes/', ''), it]));
  };

  before(async function () {
    this.timeout(30 * 60_000);
    const { cluster } = await testStack();
    const api = await openApi(cluster.kubeconfig.tidegate);
    stopAtEnd({ stop: () => api.close() });
    const get = (path: string): Promise<unknown> => api.must('GET', path);
    kube = { get, list: async (path) => (await get(path)) as { items: unknown[] } };
    kubectl = (args, input) => cluster.kubectl(args, input);
    await apply(
      object('v1', 'Namespace', NAMESPACE),
      object('apps/v1', 'Deployment', 'web', {
        spec: {
          replicas: 3,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [container] } },
        },
      }),
    );
    await kubectl(['-n', NAMESPACE, 'rollout', 'status', 'deployment/web', '--timeout=60s']);
  });

  it('S0-135, S0-136, D0-25: reads what is there', async () => {
    const answers = await judged();

    assert.deepEqual(
      Object.entries(answers).map(([question, { verdict }]) => [question, verdict]),
      [
        ['healthy-pods', 'pass'],
        ['restarts', 'pass'],
        ['schedulable', 'pass'],
        ['quota', 'pass'],
        ['disruption-budget', 'warn'],
      ],
    );
    assert.match(answers['healthy-pods']?.detail ?? '', /^3 of 3 pods are ready/);
  });

  it('D0-25: sees that the surge is more than the nodes or the quota hold', async () => {
    await apply(object('v1', 'ResourceQuota', 'few', { spec: { hard: { pods: '4', 'requests.cpu': '10' } } }));
    await kubectl([
      '-n',
      NAMESPACE,
      'wait',
      'resourcequota/few',
      '--for=jsonpath={.status.used.pods}=3',
      '--timeout=30s',
    ]);

    assert.equal((await judged(1))['quota']?.verdict, 'pass');
    const many = await judged(1_000_000);
    assert.deepEqual([many['quota']?.verdict, many['schedulable']?.verdict], ['fail', 'fail']);
  });

  it('S0-135: finds the budget that selects the pods', async () => {
    const budget = { spec: { minAvailable: 2, selector: { matchLabels: labels } } };
    await apply(object('policy/v1', 'PodDisruptionBudget', 'web-pdb', budget));
    await kubectl([
      '-n',
      NAMESPACE,
      'wait',
      'pdb/web-pdb',
      '--for=jsonpath={.status.currentHealthy}=3',
      '--timeout=30s',
    ]);

    const answer = (await judged())['disruption-budget'];

    assert.deepEqual(
      [answer?.verdict, answer?.detail],
      ['pass', 'web-pdb: 3 healthy, 2 needed, 1 disruptions allowed'],
    );
  });
});
