import assert from 'node:assert/strict';
import fc from 'fast-check';
import { degradationOf, weightOf } from '../../../domain/checks/degradation.ts';
import type { Degradation } from '../../../domain/checks/degradation.ts';
import { KNOWN_METRICS, Metric } from '../../../domain/checks/metric.ts';
import type { Metrics } from '../../../domain/checks/metric.ts';

const aMetric = (more: object = {}): Metric => Metric.parse({ source: { prometheus: { query: 'up' } }, ...more });
const lower = aMetric({ better: 'lower' });
const higher = aMetric({ better: 'higher' });

function score(
  metrics: Metrics,
  current: Record<string, number | null>,
  baseline: Record<string, number | null>,
): number {
  const it = degradationOf(metrics, current, baseline);
  assert.ok(it.known, JSON.stringify(it));
  return Number(it.score.toFixed(6));
}
const why = (it: Degradation): string => (it.known ? 'known' : it.detail);

describe('degradation score', () => {
  it('S0-077, D0-23: is the weighted mean of what got worse', () => {
    const metrics = { a: { ...lower, weight: 1 }, b: { ...lower, weight: 3 } };

    // a is 8 % worse, b 4 %: (1 × 0.08 + 3 × 0.04) ÷ 4
    assert.equal(score(metrics, { a: 108, b: 104 }, { a: 100, b: 100 }), 0.05);
  });

  it('knows which way is better', () => {
    assert.equal(score({ a: higher }, { a: 90 }, { a: 100 }), 0.1);
    assert.equal(score({ a: higher }, { a: 110 }, { a: 100 }), 0);
    assert.equal(score({ a: lower }, { a: 90 }, { a: 100 }), 0);
  });

  it('does not let one improvement make up for another metric', () => {
    assert.equal(score({ a: lower, b: lower }, { a: 110, b: 1 }, { a: 100, b: 100 }), 0.05);
  });

  it('D0-23: does not let many calm metrics hide the worst, of which a quarter always counts', () => {
    const names = [...'abcdefghijklmnopqrst'];
    const metrics = Object.fromEntries(names.map((name) => [name, lower]));
    const calm = Object.fromEntries(names.map((name) => [name, 100]));

    assert.equal(score(metrics, { ...calm, a: 180 }, calm), 0.2);
    // 20 % on one metric is what the trading limits allow (S0-079, S0-080), and exactly the 5 % of S0-078.
    assert.equal(score(metrics, { ...calm, a: 120 }, calm), 0.05);
  });

  it('S0-013 to S0-021: knows direction and weight of the well-known metrics', () => {
    for (const [name, { direction, weight }] of Object.entries(KNOWN_METRICS)) {
      const it = degradationOf({ [name]: aMetric() }, { [name]: direction === 'lower' ? 110 : 90 }, { [name]: 100 });
      if (weight === 0) assert.equal(why(it), 'no metric has a weight in the degradation score');
      else assert.deepEqual(it.known && it.parts, [{ metric: name, weight, worse: 0.1 }]);
    }
  });

  it('lets the rollout overrule a well-known weight and direction', () => {
    assert.equal(weightOf('error_rate_percentage', aMetric({ weight: 7 })), 7);
    assert.equal(
      score({ error_rate_percentage: higher }, { error_rate_percentage: 200 }, { error_rate_percentage: 100 }),
      0,
    );
  });

  const unknowns: readonly (readonly [
    string,
    Metrics,
    Record<string, number | null>,
    Record<string, number | null>,
    RegExp,
  ])[] = [
    ['no metric', {}, {}, {}, /no metric has a weight/],
    ['no value now', { a: lower }, {}, { a: 1 }, /a: not known now/],
    ['NaN now', { a: lower }, { a: Number.NaN }, { a: 1 }, /a: not known now/],
    ['no baseline', { a: lower }, { a: 1 }, { a: null }, /a: no baseline/],
    ['D0-22 worse than a baseline of zero', { a: lower }, { a: 1 }, { a: 0 }, /a: worse than its baseline of 0/],
    ['no direction', { a: aMetric() }, { a: 1 }, { a: 1 }, /a: say which way is `better`/],
    ['D0-20 two unknowns', { a: lower, b: lower }, {}, { a: 1, b: 1 }, /a: not known now; b: not known now/],
    ['one unknown beside a bad one', { a: lower, b: lower }, { a: 1e6 }, { a: 1, b: 1 }, /b: not known now/],
  ];
  for (const [what, metrics, current, baseline, expected] of unknowns)
    it(`given ${what}, is not known`, () => assert.match(why(degradationOf(metrics, current, baseline)), expected));

  it('given zero errors before and now, is not worse', () => {
    assert.equal(score({ a: lower }, { a: 0 }, { a: 0 }), 0);
  });

  it('does not ask for metrics of weight 0', () => {
    assert.equal(score({ a: lower, b: { ...lower, weight: 0 } }, { a: 1 }, { a: 1 }), 0);
  });

  it('lies between a quarter of the worst and the worst, and does not depend on units', () => {
    const row = fc.tuple(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: 100 }),
    );
    const scale = fc.double({ min: -9, max: 9, noNaN: true }).map((exponent) => 10 ** exponent);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 9 }), scale, (rows, c) => {
        const of = <T>(pick: (row: readonly [number, number, number]) => T) =>
          Object.fromEntries(rows.map((it, i) => [`m${i}`, pick(it)]));
        const metrics = of(([, , weight]) => ({ ...lower, weight }));
        const plain = degradationOf(
          metrics,
          of(([now]) => now),
          of(([, before]) => before),
        );
        const scaled = degradationOf(
          metrics,
          of(([now]) => now * c),
          of(([, before]) => before * c),
        );
        assert.ok(plain.known && scaled.known);
        const worst = Math.max(...plain.parts.map(({ worse }) => worse));
        assert.ok(plain.score >= worst / 4 - 1e-12 && plain.score <= worst + 1e-9 * worst);
        assert.ok(Math.abs(plain.score - scaled.score) <= 1e-6 * Math.max(1, plain.score));
      }),
    );
  });
});
