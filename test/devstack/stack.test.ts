import assert from 'node:assert/strict';
import { openApi } from '../../infra/devstack/api.ts';
import { startStack, type Stack } from '../../infra/devstack/stack.ts';
import { run } from '../../infra/devstack/run.ts';
import { ensureBinaries } from '../../infra/devstack/binaries.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folders.ts';
import { newTemporal, stopAtEnd } from '../support/stack.ts';

const NAMESPACE = 'sampled';

describe('the development stack', () => {
  let stack: Stack;

  before(async () => {
    // Its API server goes away below; whoever shares a stack would feel it.
    stack = await startStack({ dir: await temporaryFolder('stack') });
    stopAtEnd(stack);
    await stack.cluster.kubectl(['create', 'namespace', NAMESPACE]);
  });

  const deploy = (app: string, image: string) =>
    stack.cluster.kubectl(['create', 'deployment', app, `--image=${image}`, '--replicas=2', '-n', NAMESPACE]);

  const valueOf = async (query: string): Promise<number> => {
    const answer = await fetch(`${stack.prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
    return Number(data.result[0]?.value[1] ?? Number.NaN);
  };

  const errorRate = (app: string): string => {
    const requests = (codes: string) =>
      `sum(rate(http_requests_total{namespace="${NAMESPACE}",app="${app}",code=~"${codes}"}[5s]))`;
    return `${requests('5..')} / ${requests('.+')}`;
  };

  for (const [app, image, expected] of [
    ['good', 'good:v1.0.0', 0.001],
    ['bad', 'bad:v1.0.1-bad', 0.2],
  ] as const)
    it(`given the image ${image}, shows an error rate of ${expected} in Prometheus`, async () => {
      await deploy(app, image);

      const rate = await eventually('error rate', () => valueOf(errorRate(app)), Number.isFinite);

      assert.ok(Math.abs(rate - expected) < expected / 100, `error rate ${rate}`);
    });

  it('given an image whose tag says laggy, shows four times the latency', async () => {
    await deploy('quick', 'quick:v1');
    await deploy('laggy', 'laggy:v1-laggy');
    const p99 = (app: string): string =>
      `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{app="${app}"}[5s])))`;

    const [quick, laggy] = await Promise.all(
      ['quick', 'laggy'].map((app) => eventually(`p99 of ${app}`, () => valueOf(p99(app)), Number.isFinite)),
    );

    const ratio = (laggy ?? 0) / (quick ?? 1);
    assert.ok(ratio > 3.5 && ratio < 4.5, `p99 ${quick} s and ${laggy} s`);
  });

  it('given pods that fail requests, answers 503 on the health page of their app alone', async () => {
    await deploy('sick', 'sick:v2-bad');
    await deploy('well', 'well:v2');
    const page = async (app: string) => {
      const answer = await fetch(`${stack.sample.url}/apps/${NAMESPACE}/${app}/health`);
      return { status: answer.status, pods: ((await answer.json()) as { pods: number }).pods };
    };

    const twoPods = ({ pods }: { pods: number }): boolean => pods === 2;
    const sick = await eventually('two sick pods', () => page('sick'), twoPods);
    const well = await eventually('two well pods', () => page('well'), twoPods);

    assert.deepEqual([sick.status, well.status], [503, 200]);
  });

  it('given the API server was away, sees the pods that came meanwhile', async () => {
    const api = await openApi(stack.cluster.kubeconfig.admin);
    const before = await fetch(`${stack.sample.url}/health`);

    await stack.cluster.processes.apiserver.restart();
    await deploy('late', 'late:v1');
    const health = await eventually(
      'pods of late',
      async () => (await fetch(`${stack.sample.url}/apps/${NAMESPACE}/late/health`)).status,
      (status) => status === 200,
    );
    await api.close();

    assert.deepEqual([before.status, health], [200, 200]);
  });
});

describe('Temporal of the development stack', () => {
  it('given it was killed with -9, keeps its namespace and a retention of 30 days', async () => {
    const temporal = await newTemporal();
    const { temporal: cli } = await ensureBinaries(['temporal'], () => {});

    await temporal.process?.restart();
    const args = ['operator', 'namespace', 'describe', 'default', '--address', temporal.address, '-o', 'json'];
    const described = JSON.parse(await run(cli, args));
    const ui = await fetch(temporal.uiUrl ?? '');
    await temporal.stop();

    assert.equal(described.config.workflowExecutionRetentionTtl, '2592000s');
    assert.equal(ui.status, 200);
  });
});
