import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openApi } from '../../infra/devstack/api.ts';
import { eventually } from '../support/eventually.ts';
import { testStack } from '../support/stack.ts';

const MANIFESTS = join(import.meta.dirname, '..', '..', 'examples', 'web-app', 'manifests.yaml');

/** Asserts the fields named in `expected` and leaves the ones that the API server filled in. */
function assertFields(actual: unknown, expected: object): void {
  assert.partialDeepStrictEqual(actual, expected);
}

describe('examples/web-app/manifests.yaml, applied to a real API server', () => {
  /* eslint-disable @typescript-eslint/no-explicit-any -- raw JSON of the API server */
  let deployment: any;
  let budget: any;
  let service: any;
  /* eslint-enable @typescript-eslint/no-explicit-any */
  const container = () => deployment.spec.template.spec.containers[0];

  before(async () => {
    const { cluster } = await testStack();
    await cluster.kubectl(['apply', '-f', MANIFESTS]);
    const api = await openApi(cluster.kubeconfig.observer);
    deployment = await eventually(
      'six ready pods of web-app',
      () => api.must('GET', '/apis/apps/v1/namespaces/production/deployments/web-app'),
      ({ status }) => status.readyReplicas === 6,
    );
    budget = await eventually(
      'the budget to count its pods',
      () => api.must('GET', '/apis/policy/v1/namespaces/production/poddisruptionbudgets/web-app-pdb'),
      ({ status }) => status?.currentHealthy === 6,
    );
    service = await api.must('GET', '/api/v1/namespaces/production/services/web-app-service');
    await api.close();
  });

  after(async () => {
    const { cluster } = await testStack();
    await cluster.kubectl(['delete', '-f', MANIFESTS, '--wait=false']);
  });

  it('S0-113 S0-114 S0-115: the Deployment web-app has its labels, six replicas and a rolling update of 1 and 2', () => {
    assertFields(deployment.metadata, {
      name: 'web-app',
      namespace: 'production',
      labels: { app: 'web-app', 'deployment-strategy': 'rolling' },
    });
    assert.equal(deployment.spec.replicas, 6);
    assert.deepEqual(deployment.spec.strategy, {
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: 1, maxSurge: 2 },
    });
  });

  it('S0-116: its pods ask to be scraped at :9090/metrics', () => {
    assertFields(deployment.spec.template.metadata.annotations, {
      'prometheus.io/scrape': 'true',
      'prometheus.io/path': '/metrics',
      'prometheus.io/port': '9090',
    });
  });

  it('S0-117 S0-118 S0-119: its container has image, ports, environment and resources', () => {
    assertFields(container(), { name: 'web-app', image: 'web-app:v1.2.3' });
    assert.deepEqual(
      container().ports.map(({ containerPort }: { containerPort: number }) => containerPort),
      [8080, 9090],
    );
    assert.deepEqual(container().env, [{ name: 'DEPLOYMENT_STRATEGY', value: 'rolling' }]);
    assert.deepEqual(container().resources, {
      requests: { cpu: '200m', memory: '384Mi' },
      limits: { cpu: '800m', memory: '768Mi' },
    });
  });

  it('S0-120 S0-121: its probes ask /health and /ready on port 8080', () => {
    assertFields(container().livenessProbe, {
      httpGet: { path: '/health', port: 8080 },
      initialDelaySeconds: 45,
      periodSeconds: 15,
      timeoutSeconds: 5,
      failureThreshold: 3,
    });
    assertFields(container().readinessProbe, {
      httpGet: { path: '/ready', port: 8080 },
      initialDelaySeconds: 10,
      periodSeconds: 5,
      timeoutSeconds: 3,
      successThreshold: 1,
      failureThreshold: 3,
    });
  });

  it('S0-122 S0-123: it drains for 20 s of the 30 s it is given', () => {
    assert.deepEqual(container().lifecycle, { preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 20'] } } });
    assert.equal(deployment.spec.template.spec.terminationGracePeriodSeconds, 30);
  });

  it('S0-124: its pods prefer nodes of their own', () => {
    const terms =
      deployment.spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution;
    assert.deepEqual(terms, [
      {
        weight: 100,
        podAffinityTerm: {
          topologyKey: 'kubernetes.io/hostname',
          labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web-app'] }] },
        },
      },
    ]);
  });

  it('S0-125: the PodDisruptionBudget web-app-pdb lets one of its six pods go', () => {
    assert.equal(budget.spec.maxUnavailable, 1);
    assert.deepEqual(budget.spec.selector, { matchLabels: { app: 'web-app' } });
    assertFields(budget.status, { expectedPods: 6, disruptionsAllowed: 1 });
  });

  it('S0-126: the Service web-app-service maps http 80 to 8080 and metrics 9090 to 9090', () => {
    assert.equal(service.spec.type, 'ClusterIP');
    assert.deepEqual(service.spec.selector, { app: 'web-app' });
    assert.deepEqual(service.spec.ports, [
      { name: 'http', protocol: 'TCP', port: 80, targetPort: 8080 },
      { name: 'metrics', protocol: 'TCP', port: 9090, targetPort: 9090 },
    ]);
  });
});
