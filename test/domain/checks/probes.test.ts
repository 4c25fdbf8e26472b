import assert from 'node:assert/strict';
import fc from 'fast-check';
import { httpVerdict } from '../../../domain/checks/probes.ts';
import type { Probe } from '../../../domain/checks/probes.ts';
import { quantile } from '../../../domain/checks/statistics.ts';

const probes = (good: number, bad: number, unknown = 0): readonly Probe[] => [
  ...Array.from({ length: good }, (_, i): Probe => ({ is: 'good', seconds: (i + 1) / 10 })),
  ...Array.from({ length: bad }, (): Probe => ({ is: 'bad', detail: 'answered 500' })),
  ...Array.from({ length: unknown }, (): Probe => ({ is: 'unknown', detail: 'no such name' })),
];
const verdict = (failuresAtMost: string, ...counts: readonly [number, number, number?]): string | undefined =>
  httpVerdict('http', { failuresAtMost, latencyAtMost: undefined }, probes(...counts))[0]?.verdict;

describe('share of failed requests', () => {
  const table: readonly (readonly [string, string, readonly [number, number, number?], string])[] = [
    ['none of ten failed', '5%', [10, 0], 'pass'],
    ['S0-149: one of twenty, on the limit', '5%', [19, 1], 'pass'],
    ['S0-151, D0-32: 5.9 %, which is not 5 %', '5%', [16, 1], 'inconclusive'],
    ['D0-32: 6 of 101, 5.9 %', '5%', [95, 6], 'fail'],
    ['D0-33: the one and only', '5%', [0, 1], 'inconclusive'],
    ['D0-33: one of ten', '5%', [9, 1], 'inconclusive'],
    ['two of ten', '5%', [8, 2], 'fail'],
    ['all of ten', '5%', [0, 10], 'fail'],
    ['one of ten where none may', '0%', [9, 1], 'fail'],
    ['57 of 100 on the limit', '57%', [43, 57], 'pass'],
    ['29 of 100 on the limit', '29%', [71, 29], 'pass'],
    ['one that could not be made', '5%', [19, 0, 1], 'inconclusive'],
    ['too many, whatever the unknown were', '5%', [7, 2, 1], 'fail'],
    ['no request at all', '5%', [0, 0], 'inconclusive'],
    ['a limit that is no share', '250ms', [10, 0], 'inconclusive'],
  ];
  for (const [what, limit, counts, expected] of table)
    it(`given ${what}, says ${expected}`, () => assert.equal(verdict(limit, ...counts), expected));

  it('S0-148, D0-32: is exact and never above one', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(5), (good, bad, unknown) => {
        const [it] = httpVerdict(
          'http',
          { failuresAtMost: '5%', latencyAtMost: undefined },
          probes(good, bad, unknown),
        );
        const total = good + bad + unknown;
        if (total === 0 || unknown > 0) assert.notEqual(it?.verdict, 'pass');
        if (total > 0) assert.equal(it?.value, bad / total);
        if (it?.verdict === 'pass') assert.ok(bad * 20 <= total);
      }),
    );
  });

  it('says what went wrong, each reason once', () => {
    const [it] = httpVerdict('http', { failuresAtMost: '5%', latencyAtMost: undefined }, probes(7, 3));

    assert.equal(it?.detail, '3 of 10 requests failed; answered 500 (3 times)');
    assert.equal(it?.limit, 'at most 5 % of requests fail');
  });
});

describe('latency of requests', () => {
  const latency = (limit: string, ...counts: readonly [number, number]) =>
    httpVerdict('http', { failuresAtMost: '100%', latencyAtMost: limit }, probes(...counts))[1];

  it('S0-152, D0-35: is the p95, not the mean', () => {
    assert.equal(latency('2s', 20, 0)?.value, 1.9);
    assert.equal(latency('1.9s', 20, 0)?.verdict, 'pass');
    assert.equal(latency('1899ms', 20, 0)?.verdict, 'fail');
  });

  it('S0-153: above 2 s fails', () => assert.equal(latency('2s', 30, 0)?.verdict, 'fail'));

  it('D0-35: given no good answer, is not known', () => assert.equal(latency('2s', 0, 10)?.verdict, 'inconclusive'));

  it('given a limit that is no time, is not known', () => assert.equal(latency('5%', 9, 0)?.verdict, 'inconclusive'));
});

describe('quantile', () => {
  it('is a value that was seen, by nearest rank', () => {
    const values = [15, 20, 35, 40, 50];

    // The worked example of the nearest-rank method: https://en.wikipedia.org/wiki/Percentile
    assert.deepEqual(
      [0.05, 0.3, 0.4, 0.5, 1].map((q) => quantile(values, q)),
      [15, 20, 20, 35, 50],
    );
    assert.ok(Number.isNaN(quantile([], 0.5)));
  });
});
