import assert from 'node:assert/strict';
import { openApi, type Api } from '../../infra/devstack/api.ts';
import type { Cluster } from '../../infra/devstack/cluster.ts';
import { eventually } from '../support/eventually.ts';
import { newCluster, testStack } from '../support/stack.ts';

const deploymentOf = (name: string, replicas: number, image = 'web:v1') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image }] } },
  },
});

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

const readyReplicas = (api: Api, name: string, replicas: number) =>
  eventually(
    `${replicas} ready pods of ${name}`,
    () => api.must('GET', `${DEPLOYMENTS}/${name}`),
    ({ status }) => status.readyReplicas === replicas,
  );

describe('a cluster of the development stack', () => {
  let cluster: Cluster;
  let admin: Api;

  before(async () => {
    ({ cluster } = await testStack());
    admin = await openApi(cluster.kubeconfig.admin);
  });
  after(() => admin.close());

  it('given its start has ended, has five schedulable nodes and the pinned version', async () => {
    const nodes = await admin.must('GET', '/api/v1/nodes');
    const version = await admin.must('GET', '/version');

    assert.equal(nodes.items.filter(({ spec }: { spec: { taints?: unknown } }) => !spec.taints).length, 5);
    assert.equal(version.gitVersion, 'v1.36.3');
  });

  it('given a Deployment of three pods, makes them Ready', async () => {
    await admin.must('POST', DEPLOYMENTS, deploymentOf('three', 3));

    const { status } = await readyReplicas(admin, 'three', 3);

    assert.equal(status.replicas, 3);
  });

  it('given the identity tidegate, lets it patch a Deployment and create no secret', async () => {
    await admin.must('POST', DEPLOYMENTS, deploymentOf('patched', 1));
    const tidegate = await openApi(cluster.kubeconfig.tidegate);

    const patch = [{ op: 'add', path: '/metadata/annotations', value: { seen: 'yes' } }];
    const patched = await tidegate.ask('PATCH', `${DEPLOYMENTS}/patched`, patch, 'application/json-patch+json');
    const secret = await tidegate.ask('POST', '/api/v1/namespaces/default/secrets', { metadata: { name: 'no' } });
    const removed = await tidegate.ask('DELETE', `${DEPLOYMENTS}/patched`);
    await tidegate.close();

    assert.deepEqual([patched.status, secret.status, removed.status], [200, 403, 403]);
    assert.equal(patched.body.metadata.annotations.seen, 'yes');
  });

  it('given the identity observer, lets it look at workloads and nodes and change nothing', async () => {
    const observer = await openApi(cluster.kubeconfig.observer);

    const paths = [
      '/api/v1/pods',
      '/api/v1/nodes',
      '/apis/apps/v1/replicasets',
      '/apis/discovery.k8s.io/v1/endpointslices',
    ];
    const seen = await Promise.all(paths.map((path) => observer.ask('GET', path)));
    const written = await observer.ask('POST', DEPLOYMENTS, deploymentOf('refused', 1));
    await observer.close();

    assert.deepEqual(
      seen.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    assert.equal(written.status, 403);
  });

  it("given a client that does not know the cluster's certificate, cannot be spoken to", async () => {
    await assert.rejects(fetch(`${cluster.server}/version`), /fetch failed/);
  });
});

describe('a cluster whose parts die', () => {
  let cluster: Cluster;
  let admin: Api;

  before(async () => {
    cluster = await newCluster({ name: 'dying' });
    admin = await openApi(cluster.kubeconfig.admin);
    await admin.must('POST', DEPLOYMENTS, deploymentOf('survivor', 2));
    await readyReplicas(admin, 'survivor', 2);
  });
  after(async () => {
    await admin.close();
    await cluster.stop();
  });

  const PARTS = ['etcd', 'apiserver', 'controllerManager', 'scheduler', 'kwok'] as const;
  PARTS.forEach((part, index) =>
    it(`given ${part} is killed with -9 and restarted, goes on with the same data`, async () => {
      const server = cluster.processes[part];
      const [before, replicas] = [server.pid, 3 + index];

      await server.kill('SIGKILL');
      const dead = server.pid;
      await server.restart();
      const scale = { spec: { replicas } };
      await eventually(
        'scaling',
        () => admin.must('PATCH', `${DEPLOYMENTS}/survivor`, scale, 'application/merge-patch+json'),
        () => true,
      );

      assert.equal(dead, undefined);
      assert.notEqual(server.pid, before);
      await readyReplicas(admin, 'survivor', replicas);
    }),
  );
});
