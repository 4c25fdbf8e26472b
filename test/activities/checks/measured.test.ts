import assert from 'node:assert/strict';
import { ask } from '../../../activities/checks/index.ts';
import type { CheckContext } from '../../../activities/checks/port.ts';
import type { Scope } from '../../../activities/metrics/port.ts';
import type { Measurement } from '../../../domain/verdict.ts';
import { aCheck, aContext, aMetric, answering, known, metrics } from '../../support/check-context.ts';

async function one(kind: string, body: object, more: Partial<CheckContext>): Promise<Measurement> {
  const [measurement, ...others] = await ask(aCheck(kind, body), aContext(more));
  assert.ok(measurement && others.length === 0);
  return measurement;
}

describe('metric check', () => {
  const body = { name: 'errors', compare: { with: 'baseline', atMost: 1.2 } };

  it('compares the candidate with the pinned baseline', async () => {
    const rules = { metrics: metrics('errors'), baseline: { errors: 0.2 } };

    const measurement = await one('metric', body, { rules, metrics: answering({ errors: 0.3 }) });

    assert.deepEqual(measurement, {
      check: 'errors',
      value: 0.3,
      limit: 'at most 1.2 × baseline (0.24)',
      verdict: 'fail',
      detail: '0.3 seen, at most 1.2 × baseline (0.24) expected',
    });
  });

  for (const baseline of [{ errors: null }, {}] as Record<string, number | null>[])
    it(`D0-22: given baseline ${JSON.stringify(baseline)}, is inconclusive`, async () => {
      const rules = { metrics: metrics('errors'), baseline };

      assert.equal((await one('metric', body, { rules, metrics: answering({ errors: 0.3 }) })).verdict, 'inconclusive');
    });

  it('compares the candidate with the stable pods of the same moment', async () => {
    const byPods = ({ pods }: Scope) => known(pods[0]?.includes('new') ? 3 : 2);
    const rules = { metrics: metrics('errors'), baseline: {} };
    const check = { name: 'errors', compare: { with: 'stable', atMost: 1.2 } };

    const measurement = await one('metric', check, { rules, metrics: answering({ errors: byPods }) });

    assert.equal(measurement.verdict, 'fail');
    assert.equal(measurement.limit, 'at most 1.2 × stable (2.4)');
  });

  it('given no stable pods any more, has nothing to compare with', async () => {
    const sighting = { ...aContext().sighting, stable: [] };
    const rules = { metrics: metrics('errors'), baseline: {} };
    const check = { name: 'errors', compare: { with: 'stable', atMost: 1.2 } };

    const measurement = await one('metric', check, { rules, sighting, metrics: answering({ errors: 1 }) });

    assert.match(measurement.detail, /no stable pods are left/);
    assert.equal(measurement.verdict, 'inconclusive');
  });

  it('S0-072: before the first step asks about the pods that run now, later about the candidate only', async () => {
    const asked: (readonly string[])[] = [];
    const errors = ({ pods }: Scope) => (asked.push(pods), known(1));
    const more = { rules: { metrics: metrics('errors'), baseline: {} }, metrics: answering({ errors }) };

    await one('metric', { name: 'errors', atMost: 1 }, { ...more, gate: 'preDeployment' });
    await one('metric', { name: 'errors', atMost: 1 }, { ...more, gate: 'monitor' });

    assert.deepEqual(asked, [['web-old-1', 'web-old-2'], ['web-new-1']]);
  });

  it('D0-22: counts the samples of both sides', async () => {
    const errors = aMetric('errors', { samples: { prometheus: { query: 'count' } } });
    const count = ({ pods }: Scope) => known(pods[0]?.includes('new') ? 100 : 4);
    const rules = { metrics: { errors }, baseline: {} };
    const check = { name: 'errors', minimumSamples: 50, compare: { with: 'stable', atMost: 1.2 } };

    const measurement = await one('metric', check, { rules, metrics: answering({ errors: 1, count }) });

    assert.deepEqual(
      [measurement.verdict, measurement.detail],
      ['inconclusive', 'rests on 4 samples, at least 50 expected'],
    );
  });

  it('D0-22: given samples that cannot be counted, is inconclusive', async () => {
    const errors = aMetric('errors', { samples: { prometheus: { query: 'count' } } });
    const more = { rules: { metrics: { errors }, baseline: {} }, metrics: answering({ errors: 1 }) };

    const measurement = await one('metric', { name: 'errors', atMost: 5, minimumSamples: 1 }, more);

    assert.deepEqual(
      [measurement.verdict, measurement.detail],
      ['inconclusive', 'samples not counted, no-data: no series'],
    );
  });
});

describe('degradation check', () => {
  const rules = {
    metrics: metrics('order_latency_p99_ms', 'order_throughput_tps'),
    baseline: { order_latency_p99_ms: 100, order_throughput_tps: 1000 },
  };
  const judged = (latency: number, body: object = {}) =>
    one('degradation', body, {
      rules,
      metrics: answering({ order_latency_p99_ms: latency, order_throughput_tps: 1000 }),
    });

  it('S0-078: passes on 5 % and fails above, publishing the weights (D0-23)', async () => {
    assert.equal((await judged(107.5)).verdict, 'pass');
    assert.deepEqual(await judged(109), {
      check: 'degradation',
      value: 0.06,
      limit: 'at most 5 %',
      verdict: 'fail',
      detail: '6 % worse than baseline: order_latency_p99_ms 9 % (weight 2), order_throughput_tps 0 % (weight 1)',
    });
  });

  it('takes another limit', async () => assert.equal((await judged(109, { atMost: '6%' })).verdict, 'pass'));

  it('D0-23: given one metric without data, is inconclusive and says which and why', async () => {
    const measurement = await one('degradation', {}, { rules, metrics: answering({ order_latency_p99_ms: 100 }) });

    assert.equal(measurement.verdict, 'inconclusive');
    assert.match(measurement.detail, /order_throughput_tps: not known now; order_throughput_tps: no-data: no series/);
  });
});

describe('trading check', () => {
  it('S0-083: measures each trading metric that the rollout declares', async () => {
    const names = ['order_latency_p99_ms', 'fill_rate_percentage'];
    const rules = {
      metrics: metrics(...names, 'other'),
      baseline: { order_latency_p99_ms: 10, fill_rate_percentage: 98 },
    };
    const reader = answering({ order_latency_p99_ms: 12.1, fill_rate_percentage: 97 });

    const measurements = await ask(aCheck('trading'), aContext({ rules, metrics: reader }));

    assert.deepEqual(
      measurements.map(({ check, verdict, limit }) => [check, verdict, limit]),
      [
        ['order_latency_p99_ms', 'fail', 'at most 1.2 × baseline (12 ms)'],
        ['fill_rate_percentage', 'pass', 'at least baseline − 2 (96 %)'],
      ],
    );
  });

  it('given none of them, is inconclusive and names them', async () => {
    const measurement = await one('trading', {}, {});

    assert.equal(measurement.verdict, 'inconclusive');
    assert.match(
      measurement.detail,
      /order_latency_p99_ms, order_throughput_tps, fill_rate_percentage, market_data_latency_ms/,
    );
  });
});
