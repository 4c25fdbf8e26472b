import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Check } from '../../../domain/checks/check.ts';
import type { CheckOf } from '../../../domain/checks/check.ts';
import { compare } from '../../../domain/checks/compare.ts';
import type { Observation } from '../../../domain/checks/limits.ts';
import { NUMBER, unitOf } from '../../../domain/checks/unit.ts';
import type { Measurement } from '../../../domain/verdict.ts';

const metricCheck = (body: object): CheckOf<'metric'> =>
  Check.parse({ metric: { name: 'errors', ...body } }) as CheckOf<'metric'>;
const known = (value: number, samples?: number): Observation => ({
  known: true,
  value,
  ...(samples !== undefined && { samples }),
});
const unknown: Observation = { known: false, detail: 'no-data: no series' };

function judged(body: object, candidate: Observation, reference?: Observation): Measurement {
  return compare(metricCheck(body), { candidate, ...(reference && { reference }), unit: NUMBER });
}

const ratio = (limits: object) => ({ compare: { with: 'baseline', ...limits } });
const difference = (limits: object) => ({ compare: { with: 'baseline', as: 'difference', ...limits } });

describe('comparing a metric', () => {
  const table: readonly (readonly [string, object, Observation, Observation | undefined, Measurement['verdict']])[] = [
    ['a value under an absolute limit', { atMost: 5 }, known(4), undefined, 'pass'],
    ['a value on an absolute limit', { atMost: 5 }, known(5), undefined, 'pass'],
    ['a value over an absolute limit', { atMost: 5 }, known(5.001), undefined, 'fail'],
    ['a value under a floor', { atLeast: 5 }, known(4.999), undefined, 'fail'],
    ['a value within both limits', { atLeast: 5, atMost: 6 }, known(5.5), undefined, 'pass'],
    ['a ratio on the limit', ratio({ atMost: 1.2 }), known(3.6), known(3), 'pass'],
    ['a ratio over the limit', ratio({ atMost: 1.2 }), known(3.61), known(3), 'fail'],
    ['a ratio in per cent on the limit', ratio({ atMost: '120%' }), known(3.6), known(3), 'pass'],
    ['a difference on the floor', difference({ atLeast: -2 }), known(96), known(98), 'pass'],
    ['a difference under the floor', difference({ atLeast: -2 }), known(95.9), known(98), 'fail'],
    ['a difference to zero', difference({ atMost: 1 }), known(0.5), known(0), 'pass'],
    ['a good ratio over the absolute limit', { atMost: 3, ...ratio({ atMost: 1.2 }) }, known(3.1), known(3), 'fail'],
    ['D0-22 a ratio to zero', ratio({ atMost: 1.2 }), known(0), known(0), 'inconclusive'],
    ['D0-22 a ratio to a loss', ratio({ atMost: 1.2 }), known(-1), known(-5), 'inconclusive'],
    ['D0-22 a ratio to nothing', ratio({ atMost: 1.2 }), known(1), unknown, 'inconclusive'],
    ['D0-22 no reference at all', ratio({ atMost: 1.2 }), known(1), undefined, 'inconclusive'],
    ['D0-22 zero baseline, absolute held', { atMost: 5, ...ratio({ atMost: 1.2 }) }, known(4), known(0), 'pass'],
    ['D0-22 zero baseline, absolute broken', { atMost: 5, ...ratio({ atMost: 1.2 }) }, known(6), known(0), 'fail'],
    ['D0-22 no baseline, absolute held', { atMost: 5, ...ratio({ atMost: 1.2 }) }, known(4), unknown, 'pass'],
    ['an unknown value', { atMost: 5 }, unknown, undefined, 'inconclusive'],
    ['NaN', { atMost: 5 }, known(Number.NaN), undefined, 'inconclusive'],
    ['minus infinity under a limit', { atMost: 5 }, known(-Infinity), undefined, 'inconclusive'],
    ['a NaN reference', ratio({ atMost: 1.2 }), known(1), known(Number.NaN), 'inconclusive'],
    ['an endless reference', ratio({ atMost: 1.2 }), known(1), known(Infinity), 'inconclusive'],
    ['enough samples', { atMost: 5, minimumSamples: 10 }, known(4, 10), undefined, 'pass'],
    ['D0-22 too few samples', { atMost: 5, minimumSamples: 10 }, known(4, 9), undefined, 'inconclusive'],
    ['D0-22 too few samples of a bad value', { atMost: 5, minimumSamples: 10 }, known(9, 9), undefined, 'inconclusive'],
    ['uncounted samples', { atMost: 5, minimumSamples: 10 }, known(4), undefined, 'inconclusive'],
    ['NaN samples', { atMost: 5, minimumSamples: 10 }, known(4, Number.NaN), undefined, 'inconclusive'],
    [
      'too few samples of the stable pods',
      { minimumSamples: 10, compare: { with: 'stable', atMost: 2 } },
      known(4, 99),
      known(4, 3),
      'inconclusive',
    ],
    ['a ratio limit with a unit of time', ratio({ atMost: '250ms' }), known(1), known(1), 'inconclusive'],
  ];
  for (const [what, body, candidate, reference, verdict] of table)
    it(`given ${what}, says ${verdict}`, () => assert.equal(judged(body, candidate, reference).verdict, verdict));

  it('writes the limit as a person would', () => {
    assert.equal(judged(ratio({ atMost: 1.2 }), known(1), known(0.2)).limit, 'at most 1.2 × baseline (0.24)');
    assert.equal(judged(difference({ atLeast: -2 }), known(97), known(98)).limit, 'at least baseline − 2 (96)');
    assert.equal(judged({ atMost: 5, atLeast: 1 }, known(2)).limit, 'at most 5 and at least 1');
  });

  it('D0-22: says when only the absolute limits were left', () => {
    const { limit, detail } = judged({ atMost: 5, ...ratio({ atMost: 1.2 }) }, known(4), known(0));

    assert.equal(limit, 'at most 5');
    assert.match(detail, /the baseline value is 0, there is no ratio to it, so only the absolute limits were held/);
  });

  it('keeps what the provider warned of', () => {
    const candidate: Observation = { known: true, value: 1, notes: ['partial answer'] };

    assert.match(judged({ atMost: 5 }, candidate).detail, /partial answer/);
  });

  it('given a check without any limit, refuses the document', () => {
    assert.equal(Check.safeParse({ metric: { name: 'errors' } }).success, false);
    assert.equal(Check.safeParse({ metric: { name: 'errors', compare: { with: 'baseline' } } }).success, false);
  });
});

describe('limits with units', () => {
  const metric = (name: string, limit: string | number, value: number): Measurement => {
    const check = Check.parse({ metric: { name, atMost: limit } }) as CheckOf<'metric'>;
    return compare(check, { candidate: known(value), unit: unitOf(name, undefined) });
  };
  const table: readonly (readonly [string, string | number, number, Measurement['verdict'], string?])[] = [
    ['S0-013', '250ms', 250, 'pass', 'order_latency_p99_ms'],
    ['S0-013', '250ms', 251, 'fail', 'order_latency_p99_ms'],
    ['S0-013', '0.25s', 250, 'pass', 'order_latency_p99_ms'],
    ['S0-013', 250, 250, 'pass', 'order_latency_p99_ms'],
    ['seconds', '250ms', 0.25, 'pass', 'http_latency_seconds'],
    ['seconds', '250ms', 0.26, 'fail', 'http_latency_seconds'],
    ['S0-021', '1%', 1, 'pass', 'error_rate_percentage'],
    ['S0-021', '1%', 1.1, 'fail', 'error_rate_percentage'],
    ['S0-021', '250ms', 0, 'inconclusive', 'error_rate_percentage'],
    ['S0-019', '80%', 80, 'pass', 'memory_utilization_percentage'],
    ['ratios', '1%', 0.01, 'pass', 'error_ratio'],
    ['bytes', '512MiB', 2 ** 29, 'pass', 'heap_bytes'],
    ['no unit', '1%', 0.01, 'pass', 'errors'],
    ['S0-017', 1e6, 1e6, 'pass', 'risk_pnl_exposure_usd'],
  ];
  for (const [id, limit, value, verdict, name = ''] of table)
    it(`${id}: given ${value} of ${name} against ${limit}, says ${verdict}`, () =>
      assert.equal(metric(name, limit, value).verdict, verdict));

  it('takes the unit of an HTTP latency from its source, whatever the metric is called', () => {
    const source = {
      kind: 'http',
      url: 'https://x.example',
      method: 'GET',
      value: 'latency',
      samples: 1,
      timeout: '5s',
    } as const;

    assert.equal(unitOf('network_latency_ms', { source }).symbol, 's');
  });
});

describe('properties of comparing', () => {
  const number = fc.oneof(
    fc.double(),
    fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE),
  );
  const observation: fc.Arbitrary<Observation> = fc.oneof(
    fc.constant(unknown),
    fc
      .record({ value: number, samples: fc.option(number, { nil: undefined }) })
      .map(({ value, samples }) => known(value, samples)),
  );
  const limits = fc
    .record(
      {
        atMost: fc.double({ noNaN: true, noDefaultInfinity: true }),
        atLeast: fc.double({ noNaN: true, noDefaultInfinity: true }),
      },
      { requiredKeys: [] },
    )
    .filter((l) => l.atMost !== undefined || l.atLeast !== undefined);
  const body = fc
    .record(
      {
        absolute: limits,
        compare: fc
          .tuple(fc.constantFrom('baseline', 'stable'), fc.constantFrom('ratio', 'difference'), limits)
          .map(([what, as, l]) => ({ with: what, as, ...l })),
        minimumSamples: fc.integer({ min: 1, max: 100 }),
      },
      { requiredKeys: [] },
    )
    .filter((b) => b.absolute !== undefined || b.compare !== undefined)
    .map(({ absolute, ...rest }) => ({ ...absolute, ...rest }));

  it('never passes on what is not known', () => {
    fc.assert(
      fc.property(body, observation, fc.option(observation, { nil: undefined }), (check, candidate, reference) => {
        const { verdict } = judged(check, candidate, reference);
        const usable = candidate.known && Number.isFinite(candidate.value);
        if (!usable) assert.equal(verdict, 'inconclusive');
        const comparable = reference?.known === true && Number.isFinite(reference.value);
        const onlyRelative = !('atMost' in check) && !('atLeast' in check);
        if (onlyRelative && !comparable) assert.equal(verdict, 'inconclusive');
      }),
      { numRuns: 2_000 },
    );
  });

  it('says the same of the same', () => {
    fc.assert(
      fc.property(body, observation, fc.option(observation, { nil: undefined }), (check, candidate, reference) =>
        assert.deepEqual(judged(check, candidate, reference), judged(check, candidate, reference)),
      ),
    );
  });

  it('does not depend on the unit: scaling both sides changes no verdict', () => {
    const positive = fc.integer({ min: 1, max: 1_000_000 });
    const scale = fc.double({ min: -9, max: 9, noNaN: true }).map((exponent) => 10 ** exponent);
    const factor = fc.integer({ min: 1, max: 400 }).map((n) => n / 100);
    fc.assert(
      fc.property(positive, positive, factor, scale, (value, reference, limit, c) => {
        const check = ratio({ atMost: limit });
        const plain = judged(check, known(value), known(reference)).verdict;
        const scaled = judged(check, known(value * c), known(reference * c)).verdict;
        assert.equal(scaled, plain);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is monotonic: what is worse never passes where what is better failed', () => {
    const value = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, value, (a, b, limit) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        if (judged({ atMost: limit }, known(high)).verdict === 'pass')
          assert.equal(judged({ atMost: limit }, known(low)).verdict, 'pass');
      }),
    );
  });
});
