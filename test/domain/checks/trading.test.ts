import assert from 'node:assert/strict';
import { compare } from '../../../domain/checks/compare.ts';
import { Metric } from '../../../domain/checks/metric.ts';
import { tradingChecks } from '../../../domain/checks/trading.ts';
import { unitOf } from '../../../domain/checks/unit.ts';

const metric = Metric.parse({ source: { prometheus: { query: 'up' } } });

function verdict(name: string, value: number, baseline: number): string {
  const [check] = tradingChecks({ [name]: metric });
  assert.ok(check);
  const known = (value: number) => ({ known: true, value }) as const;
  return compare(check, { candidate: known(value), reference: known(baseline), unit: unitOf(name, metric) }).verdict;
}

describe('trading limits', () => {
  const table: readonly (readonly [string, string, number, number, string])[] = [
    ['S0-079', 'order_latency_p99_ms', 12, 10, 'pass'],
    ['S0-079', 'order_latency_p99_ms', 3.6, 3, 'pass'],
    ['S0-079', 'order_latency_p99_ms', 12.01, 10, 'fail'],
    ['S0-080', 'order_throughput_tps', 800, 1000, 'pass'],
    ['S0-080', 'order_throughput_tps', 799, 1000, 'fail'],
    ['S0-081', 'fill_rate_percentage', 96, 98, 'pass'],
    ['S0-081', 'fill_rate_percentage', 95.99, 98, 'fail'],
    ['S0-082', 'market_data_latency_ms', 15, 10, 'pass'],
    ['S0-082', 'market_data_latency_ms', 15.1, 10, 'fail'],
    ['D0-22', 'order_latency_p99_ms', 1, 0, 'inconclusive'],
    ['D0-22', 'order_throughput_tps', 0, 0, 'inconclusive'],
  ];
  for (const [id, name, value, baseline, expected] of table)
    it(`${id}: given ${name} ${value} after ${baseline}, says ${expected}`, () =>
      assert.equal(verdict(name, value, baseline), expected));

  it('are asked only of the metrics that the rollout declares', () => {
    assert.deepEqual(
      tradingChecks({ fill_rate_percentage: metric, other: metric }).map(({ name }) => name),
      ['fill_rate_percentage'],
    );
    assert.deepEqual(tradingChecks({}), []);
  });
});
