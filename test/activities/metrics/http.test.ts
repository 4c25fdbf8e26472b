import assert from 'node:assert/strict';
import { httpProvider } from '../../../activities/metrics/http.ts';
import type { Reading, SourceOf } from '../../../activities/metrics/port.ts';
import { MetricSource } from '../../../domain/checks/metric.ts';
import { SCOPE } from '../../conformance/metric-provider.ts';
import { serve } from '../../support/http-server.ts';
import type { Handler, HttpServer } from '../../support/http-server.ts';

describe('http provider', () => {
  let server: HttpServer;
  afterEach(() => server.close());

  async function read(handler: Handler, source: object): Promise<Reading> {
    server = await serve(handler);
    const parsed = MetricSource.parse({ http: { url: server.url, ...source } }) as SourceOf<'http'>;
    return httpProvider().read(parsed, SCOPE, AbortSignal.timeout(30_000));
  }

  it('S0-020: measures latency in seconds, the p95 of several requests', async () => {
    const reading = await read((_, response) => setTimeout(() => response.end(), 50), { value: 'latency', samples: 3 });

    assert.ok(reading.known && reading.value >= 0.045 && reading.value < 5, JSON.stringify(reading));
    assert.equal(server.got.length, 3);
  });

  it('given a status, measures the highest of several', async () => {
    const statuses = [200, 503, 204];

    const reading = await read((_, response) => response.writeHead(statuses.shift() ?? 200).end(), { samples: 3 });

    assert.equal(reading.known && reading.value, 503);
  });

  it('D0-35: given a quick error, has no latency', async () => {
    const reading = await read((_, response) => response.writeHead(500).end(), { value: 'latency' });

    assert.equal(!reading.known && reading.why, 'unreachable');
  });

  it('given one lost request of three, knows nothing', async () => {
    let nth = 0;

    const reading = await read((_, response) => (++nth === 2 ? response.destroy() : response.end()), {
      value: 'latency',
      samples: 3,
      timeout: '1s',
    });

    assert.equal(reading.known, false);
  });

  it('given several numbers, takes their median', async () => {
    const values = [1, 100, 3];

    const reading = await read((_, response) => response.end(JSON.stringify({ v: values.shift() })), {
      value: { json: '$.v' },
      samples: 3,
    });

    assert.equal(reading.known && reading.value, 3);
  });

  it('given a path that may find many values, refuses the document', () => {
    const parsed = MetricSource.safeParse({ http: { url: 'https://example.com', value: { json: '$.a[*]' } } });

    assert.equal(parsed.success, false);
  });
});
