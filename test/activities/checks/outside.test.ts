import assert from 'node:assert/strict';
import { ask } from '../../../activities/checks/index.ts';
import type { CheckContext } from '../../../activities/checks/port.ts';
import type { Resolution } from '../../../activities/registry/port.ts';
import type { Measurement } from '../../../domain/verdict.ts';
import { aCheck, aContext } from '../../support/check-context.ts';
import { serve } from '../../support/http-server.ts';
import type { Handler, HttpServer } from '../../support/http-server.ts';

const measured = (kind: string, body: object, more: Partial<CheckContext> = {}): Promise<readonly Measurement[]> =>
  ask(aCheck(kind, body), aContext(more));
const verdicts = (measurements: readonly Measurement[]): readonly string[] =>
  measurements.map(({ verdict }) => verdict);

describe('http check', () => {
  let server: HttpServer;
  afterEach(() => server.close());

  async function judged(handler: Handler, body: object, more?: Partial<CheckContext>): Promise<readonly Measurement[]> {
    server = await serve(handler);
    return measured('http', { url: `${server.url}/health`, every: '1ms', timeout: '300ms', ...body }, more);
  }

  it('S0-146: asks so many times, each a sample of its own', async () => {
    const measurements = await judged((_, response) => response.end('ok'), { latencyAtMost: '2s' });

    assert.deepEqual(verdicts(measurements), ['pass', 'pass']);
    assert.equal(server.got.length, 10);
    assert.match(measurements[1]?.detail ?? '', /^p95 of 10 good answers is 0\.\d+ s$/);
  });

  it('S0-148, S0-149, D0-32: counts answers that are no 2xx', async () => {
    let nth = 0;

    const [failures] = await judged((_, response) => response.writeHead(++nth % 5 === 0 ? 503 : 204).end(), {
      samples: 20,
    });

    assert.deepEqual([failures?.verdict, failures?.value], ['fail', 0.2]);
    assert.equal(failures?.detail, '4 of 20 requests failed; answered 503 (4 times)');
  });

  it('D0-33: given one failure of ten, is too early to tell', async () => {
    let nth = 0;

    assert.deepEqual(verdicts(await judged((_, response) => response.writeHead(++nth === 1 ? 500 : 200).end(), {})), [
      'inconclusive',
    ]);
  });

  it('S0-153: given answers slower than the limit, fails', async () => {
    const slow: Handler = (_, response) => setTimeout(() => response.end(), 60);

    const measurements = await judged(slow, { samples: 3, latencyAtMost: '50ms' });

    assert.deepEqual(verdicts(measurements), ['pass', 'fail']);
  });

  it('given a server that hangs, sends on all the same and fails', async () => {
    const [failures] = await judged(() => {}, { samples: 5 });

    assert.deepEqual([failures?.verdict, failures?.value, server.got.length], ['fail', 1, 5]);
  });

  it('D0-35: given a name that does not resolve, could not ask: inconclusive', async () => {
    server = await serve(() => {});

    const measurements = await measured('http', { url: 'http://nowhere.invalid/', samples: 3, every: '1ms' });

    assert.deepEqual(verdicts(measurements), ['inconclusive']);
  });

  it('given an address that the policy refuses, sends nothing and is inconclusive', async () => {
    const measurements = await judged((_, response) => response.end(), {}, { outboundPolicy: { allow: () => false } });

    assert.deepEqual([...verdicts(measurements), server.got.length], ['inconclusive', 0]);
  });

  it('given a signal that aborts midway, is inconclusive', async () => {
    const measurements = await judged(
      (_, response) => response.end(),
      { every: '50ms' },
      { signal: AbortSignal.timeout(120) },
    );

    assert.deepEqual(verdicts(measurements), ['inconclusive']);
  });
});

describe('image check', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const table: readonly (readonly [string, Resolution, Measurement['verdict']])[] = [
    ['S0-133: an image that is there', { known: true, digest }, 'pass'],
    ['S0-133: a missing image', { known: false, why: 'missing', detail: 'no such image' }, 'fail'],
    ['no reference', { known: false, why: 'invalid', detail: 'not an image reference' }, 'fail'],
    ['D0-21: a registry that does not answer', { known: false, why: 'unreachable', detail: '' }, 'inconclusive'],
    ['D0-21: a registry that wants credentials', { known: false, why: 'denied', detail: '' }, 'inconclusive'],
  ];
  for (const [what, resolution, verdict] of table)
    it(`${what}, says ${verdict}`, async () => {
      const registry = { resolveDigest: async () => resolution };

      assert.deepEqual(verdicts(await measured('image', {}, { registry })), [verdict]);
    });

  it('S0-070: given no scanner, does not call an image scanned', async () => {
    const [measurement] = await measured('image', { ask: 'scanned' });

    assert.deepEqual([measurement?.check, measurement?.verdict], ['image-scanned', 'inconclusive']);
    assert.match(measurement?.detail ?? '', /no scanner is configured/);
  });
});

describe('places for checks whose source does not exist yet', () => {
  it('S0-074, S0-107: compliance is not known, framework by framework', async () => {
    const measurements = await measured('compliance', { frameworks: ['SOX', 'MiFID II'] });

    assert.deepEqual(
      measurements.map(({ check, verdict }) => [check, verdict]),
      [
        ['compliance/SOX', 'inconclusive'],
        ['compliance/MiFID II', 'inconclusive'],
      ],
    );
  });
});

describe('backup check', () => {
  for (const [status, verdict] of [
    [200, 'pass'],
    [204, 'pass'],
    [404, 'fail'],
    [503, 'fail'],
  ] as const)
    it(`S0-075: given ${status}, says ${verdict}`, async () => {
      const server = await serve((_, response) => response.writeHead(status).end());

      const measurements = await measured('backup', { url: server.url });

      assert.deepEqual(verdicts(measurements), [verdict]);
      await server.close();
    });

  it('S0-075: given nobody who answers, or no url, is inconclusive', async () => {
    const gone = await serve(() => {});
    await gone.close();

    assert.deepEqual(verdicts(await measured('backup', { url: gone.url })), ['inconclusive']);
    assert.deepEqual(verdicts(await measured('backup', {})), ['inconclusive']);
  });
});
