import assert from 'node:assert/strict';
import { createMetrics } from '../../activities/metrics/index.ts';
import type { MetricReader, Reading } from '../../activities/metrics/port.ts';
import { MetricSource } from '../../domain/checks/metric.ts';
import { startPrometheus } from '../../infra/devstack/prometheus.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folders.ts';
import { serve } from '../support/http-server.ts';
import { stopAtEnd } from '../support/stack.ts';

const SCOPE = { namespace: 'prod', name: 'web', pods: ['web-1', 'web.2'] };
const began = Date.now();

/** What is scraped: two pods, one stranger, a counter, and a gauge whose samples are 60 s old when they come in. */
const exposition = (): string => `
orders{pod="web-1"} 7
orders{pod="web.2"} 9
orders{pod="webx2"} 1000
nothing{pod="web-1"} NaN
requests_total{pod="web-1",code="200"} ${(Date.now() - began) / 10}
late{pod="web-1"} 3 ${Date.now() - 60_000}
`;

describe('a real Prometheus', () => {
  let metrics: MetricReader;
  const read = (query: string, more: object = {}): Promise<Reading> =>
    metrics.read(MetricSource.parse({ prometheus: { query, ...more } }), SCOPE, AbortSignal.timeout(20_000));
  const why = async (query: string, more: object = {}): Promise<string> => {
    const reading = await read(query, more);
    return reading.known ? `known: ${reading.value}` : reading.why;
  };

  before(async function () {
    // The first run on a machine finds or builds the server.
    this.timeout(15 * 60_000);
    const target = await serve((_, response) =>
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(exposition()),
    );
    const prometheus = await startPrometheus({ dir: await temporaryFolder('prometheus'), scrape: [target.url] });
    stopAtEnd({ stop: () => target.close() });
    stopAtEnd(prometheus);
    metrics = createMetrics({ prometheusUrl: prometheus.url });
    await eventually(
      'two scrapes',
      () => read('count_over_time(orders{pod="web-1"}[1m])'),
      (it) => it.known && it.value >= 2,
    );
  });

  it('answers with one number: of the pods that were named and no other', async () => {
    assert.equal(await why('sum(orders{pod=~"{{pods}}"})'), 'known: 16');
    assert.equal(await why('scalar(orders{pod="web-1"})'), 'known: 7');
  });

  it('D0-36, fault row 39: has no number where there is none', async () => {
    assert.equal(await why('no_such_metric'), 'no-data');
    assert.equal(await why('nothing'), 'no-data');
    assert.equal(await why('vector(1) / 0'), 'no-data');
    assert.equal(await why('vector(0) / 0'), 'no-data');
    assert.equal(await why('-vector(1) / 0'), 'no-data');
    assert.equal(await why('"text"'), 'no-data');
    assert.equal(await why('orders'), 'ambiguous');
  });

  it('D0-36: takes no sample that is older than staleAfter, though Prometheus itself would for five minutes', async () => {
    await eventually(
      'the late samples',
      () => why('late', { staleAfter: '2m' }),
      (it) => it === 'known: 3',
    );
    const range = { over: '10s', step: '1s', reduce: 'last' };

    assert.equal(await why('late', { staleAfter: '30s' }), 'no-data');
    assert.equal(await why('late{pod=~"{{pods}}"}', { staleAfter: '30s' }), 'no-data');
    assert.equal(await why('late', { staleAfter: '30s', range }), 'no-data');
  });

  it('reduces a range', async () => {
    const range = { over: '2s', step: '1s' };
    assert.equal(await why('vector(4)', { range: { ...range, reduce: 'mean' } }), 'known: 4');
    assert.equal(await why('orders{pod="web-1"}', { range: { ...range, reduce: 'p95' } }), 'known: 7');

    // The counter grows by 100 a second; while it is young a rate over 5 s is less.
    const increase = { range: { ...range, reduce: 'max' } };
    const rate = await eventually(
      'a rate',
      () => read('sum(rate(requests_total{pod=~"{{pods}}"}[5s]))', increase),
      (it) => it.known && it.value > 70,
    );
    assert.ok(rate.known && rate.value < 200, JSON.stringify(rate));
  });

  it('reads one number per pod', async () => {
    const perPod = await metrics.readPerPod('orders{pod=~"{{pods}}"}', SCOPE, AbortSignal.timeout(20_000));

    assert.deepEqual([...perPod].toSorted(), [
      ['web-1', 7],
      ['web.2', 9],
    ]);
  });

  it('refuses a query that is none, and tells nothing of it', async () => {
    assert.deepEqual(await read('sum(sesame{'), { known: false, why: 'unreachable', detail: 'answered 400: bad_data' });
  });
});
