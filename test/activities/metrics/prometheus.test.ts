import assert from 'node:assert/strict';
import { createMetrics } from '../../../activities/metrics/index.ts';
import type { Reading, SourceOf } from '../../../activities/metrics/port.ts';
import { prometheusProvider } from '../../../activities/metrics/prometheus.ts';
import { MetricSource } from '../../../domain/checks/metric.ts';
import { SCOPE } from '../../conformance/metric-provider.ts';
import { json, serve } from '../../support/http-server.ts';
import type { Handler, HttpServer } from '../../support/http-server.ts';

const NOW = 1_700_000_000;
const signal = AbortSignal.timeout(30_000);
const success = (data: unknown, more: object = {}): Handler => json({ status: 'success', data, ...more });
const matrix = (...values: readonly (readonly [number, string])[]): Handler =>
  success({ resultType: 'matrix', result: [{ metric: {}, values }] });

describe('prometheus provider', () => {
  let server: HttpServer;
  afterEach(() => server.close());

  async function read(handler: Handler, source: Partial<SourceOf<'prometheus'>>): Promise<Reading> {
    server = await serve(handler);
    const parsed = MetricSource.parse({ prometheus: { query: 'sum(up)', ...source } }) as SourceOf<'prometheus'>;
    return prometheusProvider({ server: `${server.url}/base/`, now: () => NOW * 1000 }).read(parsed, SCOPE, signal);
  }
  const form = (): Record<string, string> => Object.fromEntries(new URLSearchParams(server.got[0]?.body));

  it('given an instant query, posts it with names filled in and how far the server may look back', async () => {
    const query = 'sum(up{namespace="{{namespace}}",app="{{ name }}",pod=~"{{pods}}"})';

    await read(success({ resultType: 'scalar', result: [NOW, '1'] }), { query, staleAfter: '90s' });

    assert.deepEqual([server.got[0]?.method, server.got[0]?.path], ['POST', '/base/api/v1/query']);
    assert.equal(form()['query'], 'sum(up{namespace="prod",app="web",pod=~"web-1|web-2"})');
    assert.equal(form()['lookback_delta'], '90');
  });

  it('given a scalar, reads it', async () => {
    const reading = await read(success({ resultType: 'scalar', result: [NOW, '1.5e-3'] }), {});

    assert.deepEqual(reading, { known: true, value: 0.0015, at: '2023-11-14T22:13:20.000Z' });
  });

  const aged =
    (seconds: number): Handler =>
    (request, response) => {
      const bare = !new URLSearchParams(request.body).get('query')?.startsWith('timestamp(');
      success({ resultType: 'vector', result: [{ metric: {}, value: [NOW, bare ? '7' : `${NOW - seconds}`] }] })(
        request,
        response,
      );
    };
  it('D0-36: given a selector alone, asks how old its sample is and takes that time', async () => {
    const reading = await read(aged(60), { query: 'up{pod=~"a|b(c)",x="{}"}' });

    assert.deepEqual(reading, { known: true, value: 7, at: '2023-11-14T22:12:20.000Z' });
    assert.deepEqual(server.got.map(({ body }) => new URLSearchParams(body).get('query')).toSorted(), [
      'timestamp(up{pod=~"a|b(c)",x="{}"})',
      'up{pod=~"a|b(c)",x="{}"}',
    ]);
  });

  it('D0-36: given a selector alone whose sample is stale, does not know', async () => {
    const reading = await read(aged(121), { query: 'up' });

    assert.match(!reading.known ? `${reading.why}: ${reading.detail}` : '', /^no-data: the newest sample is 121 s old/);
  });

  it('given warnings, keeps them with the number', async () => {
    const warnings = ['some stores did not answer'];

    const reading = await read(success({ resultType: 'scalar', result: [NOW, '1'] }, { warnings }), {});

    assert.deepEqual(reading.known && reading.notes, warnings);
  });

  const samples = [
    [NOW - 60, '1'],
    [NOW - 45, 'NaN'],
    [NOW - 30, '4'],
    [NOW - 15, '+Inf'],
    [NOW, '2'],
  ] as const;
  const reductions = { last: 2, mean: 7 / 3, max: 4, min: 1, p50: 2, p95: 4, p99: 4 } as const;
  for (const [reduce, expected] of Object.entries(reductions))
    it(`given a range, reduces its finite samples by ${reduce}`, async () => {
      const range = { over: '1m', step: '15s', reduce: reduce as keyof typeof reductions } as const;

      const reading = await read(matrix(...samples), { range });

      assert.equal(reading.known && reading.value, expected);
      assert.equal(server.got[0]?.path, '/base/api/v1/query_range');
      assert.deepEqual([form()['start'], form()['end'], form()['step']], [`${NOW - 60}`, `${NOW}`, '15']);
    });

  it('given a range whose last finite sample is stale, does not know', async () => {
    const range = { over: '10m', step: '1m', reduce: 'mean' } as const;

    const reading = await read(matrix([NOW - 600, '1'], [NOW - 180, '1'], [NOW, 'NaN']), { range });

    assert.equal(!reading.known && reading.why, 'no-data');
  });

  it('given a range of finite samples whose sum overflows, does not know', async () => {
    const range = { over: '1m', step: '15s', reduce: 'mean' } as const;

    const reading = await read(matrix([NOW - 15, '1.7e308'], [NOW, '1.7e308']), { range });

    assert.equal(!reading.known && reading.why, 'no-data');
  });

  it('given no pods and a query about them, asks nobody', async () => {
    server = await serve(success({ resultType: 'scalar', result: [NOW, '1'] }));
    const source = MetricSource.parse({ prometheus: { query: 'up{pod=~"{{pods}}"}', server: server.url } });

    const reading = await createMetrics({}).read(source, { ...SCOPE, pods: [] }, signal);

    assert.deepEqual(reading, { known: false, why: 'no-data', detail: 'there are no pods to ask about' });
    assert.deepEqual(server.got, []);
  });

  it('S0-154: given no server at all, says what is missing', async () => {
    server = await serve(() => {});

    const reading = await createMetrics({}).read(MetricSource.parse({ prometheus: { query: 'up' } }), SCOPE, signal);

    assert.match(!reading.known ? `${reading.why} ${reading.detail}` : '', /^unreachable .*PROMETHEUS_URL/);
  });

  it('given an error of Prometheus, names its kind', async () => {
    const reading = await read(
      json({ status: 'error', errorType: 'bad_data', error: 'parse error at char 3' }, 400),
      {},
    );

    assert.deepEqual(reading, { known: false, why: 'unreachable', detail: 'answered 400: bad_data' });
  });

  it('reads one number per pod and leaves out pods with none or several', async () => {
    const row = (metric: object, value: string) => ({ metric, value: [NOW, value] });
    const result = [
      row({ pod: 'a' }, '0.5'),
      row({ pod: 'b' }, 'NaN'),
      row({ pod: 'c', zone: 'x' }, '1'),
      row({ pod: 'c', zone: 'y' }, '1'),
      row({}, '1'),
      row({ pod: 'd' }, '0'),
    ];
    server = await serve(success({ resultType: 'vector', result }));
    const metrics = createMetrics({ prometheusUrl: server.url, now: () => NOW * 1000 });

    assert.deepEqual(
      [...(await metrics.readPerPod('up', SCOPE, signal))],
      [
        ['a', 0.5],
        ['d', 0],
      ],
    );
  });

  it('reads no number per pod from a server that fails', async () => {
    server = await serve((_, response) => response.writeHead(500).end());

    assert.equal((await createMetrics({ prometheusUrl: server.url }).readPerPod('up', SCOPE, signal)).size, 0);
  });
});
