import assert from 'node:assert/strict';
import fc from 'fast-check';
import { askAll } from '../../../activities/checks/ask-all.ts';
import type { CHECKS } from '../../../activities/checks/index.ts';
import type { CheckContext } from '../../../activities/checks/port.ts';
import type { Reading } from '../../../activities/metrics/port.ts';
import type { Check } from '../../../domain/checks/check.ts';
import type { Verdict } from '../../../domain/verdict.ts';
import { serve } from '../../support/http-server.ts';
import { aCheck, aContext, answering, known, metrics } from '../../support/check-context.ts';

const ask = (checks: readonly Check[], more: Partial<CheckContext> = {}): Promise<Verdict> => {
  const { signal, ...context } = aContext(more);
  return askAll(checks, context, signal);
};
const because = (verdict: Verdict): string => ('because' in verdict ? verdict.because : '');
const [good, bad, dark] = ['good', 'bad', 'dark'].map((name) => aCheck('metric', { name, atMost: 5 })) as [
  Check,
  Check,
  Check,
];
const rules = { metrics: metrics('good', 'bad', 'dark'), baseline: {} };
const reader = answering({ good: 1, bad: 9 });

describe('asking all checks of a gate', () => {
  it('given only good measurements, passes', async () => {
    assert.equal((await ask([good, good], { rules, metrics: reader })).is, 'pass');
  });

  it('S0-076, D0-20: names every failure and every unknown', async () => {
    const verdict = await ask([good, bad, dark, aCheck('trading')], { rules, metrics: reader });

    assert.equal(verdict.is, 'fail');
    assert.match(because(verdict), /^bad: 9 seen, at most 5 expected; not known: dark: no-data: no series; trading: /);
    assert.equal(verdict.evidence.length, 4);
  });

  it('D0-21: given what could not be measured, is inconclusive, neither pass nor fail', async () => {
    assert.equal((await ask([good, dark], { rules, metrics: reader })).is, 'inconclusive');
  });

  it('S0-076, D0-21: given a check that throws, is inconclusive about it and still asks the others', async () => {
    const metrics = {
      read: async (source: Parameters<CheckContext['metrics']['read']>[0]) => {
        if (source.kind === 'prometheus' && source.query === 'dark') throw new TypeError('a bug');
        return known(1);
      },
    };

    const verdict = await ask([dark, good], { rules, metrics });

    assert.deepEqual(
      verdict.evidence.map(({ check, verdict, detail }) => [check, verdict, detail.slice(0, 5)]),
      [
        ['dark', 'inconclusive', 'a bug'],
        ['good', 'pass', '1 see'],
      ],
    );
  });

  it('given no check, is inconclusive', async () => assert.equal((await ask([])).is, 'inconclusive'));

  it('S0-076: asks them concurrently', async () => {
    let open = 0;
    let most = 0;
    const metrics = {
      read: async (): Promise<Reading> => {
        most = Math.max(most, ++open);
        await new Promise(setImmediate);
        open -= 1;
        return known(1);
      },
    };

    await ask([good, good, good, good, good, good], { rules, metrics });

    assert.equal(most, 6);
  });

  it('given a check that never answers, does not wait longer than the signal', async () => {
    const never = { read: () => new Promise<Reading>(() => {}) };

    const verdict = await ask([good], { rules, metrics: never, signal: AbortSignal.timeout(20) });

    assert.equal(verdict.is, 'inconclusive');
    assert.match(because(verdict), /good: stopped before it had answered/);
  });

  it('given a signal that has aborted already, is inconclusive', async () => {
    assert.equal((await ask([good], { rules, metrics: reader, signal: AbortSignal.abort() })).is, 'inconclusive');
  });

  const warning = aCheck('metric', { name: 'bad', atMost: 5, onFail: 'warn' });
  it('S0-157, D0-37, D0-38: given onFail: warn, records the failure and goes on', async () => {
    const verdict = await ask([warning, good], { rules, metrics: reader });

    assert.equal(verdict.is, 'pass');
    assert.equal(verdict.evidence[0]?.verdict, 'warn');
  });

  it('given onFail: warn, does not forgive what is not known', async () => {
    assert.equal((await ask([warning], { rules })).is, 'inconclusive');
  });

  for (const [id, name] of [
    ['S0-155', 'system_cpu_utilization'],
    ['S0-156', 'memory_utilization_percentage'],
  ] as const)
    it(`${id}: given ${name} above 80, warns; without data it is not healthy but unknown (D0-36)`, async () => {
      const check = aCheck('metric', { name, atMost: 80, onFail: 'warn' });
      const rules = { metrics: metrics(name), baseline: {} };

      const hot = await ask([check], { rules, metrics: answering({ [name]: 81 }) });
      const none = await ask([check], { rules });

      assert.deepEqual([hot.is, hot.evidence[0]?.verdict, none.is], ['pass', 'warn', 'inconclusive']);
    });

  it('given a metric that is not declared, lists those that are', async () => {
    const verdict = await ask([aCheck('metric', { name: 'typo', atMost: 1 })], { rules });

    assert.match(because(verdict), /no metric is called typo; known: good, bad, dark/);
  });

  it('never passes when any measurement is unknown, whatever else was seen', async () => {
    const reading: fc.Arbitrary<Reading> = fc.oneof(
      fc.double().map(known),
      fc.constantFrom<Reading>(
        { known: false, why: 'no-data', detail: '' },
        { known: false, why: 'ambiguous', detail: '' },
        { known: false, why: 'unreachable', detail: '' },
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(reading, { minLength: 1, maxLength: 8 }), fc.boolean(), async (readings, warn) => {
        const names = readings.map((_, i) => `m${i}`);
        const answers = Object.fromEntries(readings.map((reading, i) => [`m${i}`, () => reading]));
        const checks = names.map((name) => aCheck('metric', { name, atMost: 0, onFail: warn ? 'warn' : 'fail' }));
        const more = { rules: { metrics: metrics(...names), baseline: {} }, metrics: answering(answers) };

        const [once, again] = [await ask(checks, more), await ask(checks, more)];

        if (readings.some((it) => !it.known || !Number.isFinite(it.value))) assert.notEqual(once.is, 'pass');
        assert.deepEqual(again, once);
      }),
    );
  });

  it('given any check and a world in which nothing answers, never passes', async () => {
    const gone = await serve(() => {});
    await gone.close();
    const checks: Record<keyof typeof CHECKS, Check> = {
      metric: aCheck('metric', { name: 'good', atMost: 1 }),
      degradation: aCheck('degradation'),
      trading: aCheck('trading'),
      traffic: aCheck('traffic', { name: 'good' }),
      http: aCheck('http', { url: gone.url, samples: 3, every: '0ms' }),
      kubernetes: aCheck('kubernetes', { ask: ['healthy-pods', 'schedulable', 'quota', 'disruption-budget'] }),
      image: aCheck('image'),
      market: aCheck('market', { market: 'XNYS' }),
      compliance: aCheck('compliance', { frameworks: ['SOX'] }),
      backup: aCheck('backup'),
    };
    for (const check of Object.values(checks)) {
      const verdict = await ask([check], { rules });
      // Nobody listens at the URL of the HTTP check: that is a failure of the service, not of ours.
      assert.equal(verdict.is, check.kind === 'http' ? 'fail' : 'inconclusive', check.kind);
    }
  });
});
