import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkPlan } from '../../../domain/check-plan.ts';
import type { Conditions } from '../../../domain/snapshot.ts';
import { before } from '../../../domain/world.ts';
import { aPlan } from '../../support/builders.ts';

const sessions = [{ name: 'NYSE open', from: '09:15', to: '10:00', zone: 'America/New_York' }];
const plan = (replicas: number, market?: Conditions['market'], more: object = {}) =>
  aPlan({ strategy: { marketAware: { market: 'XNYS', sessions, ...more } }, stabilization: { for: '10s' } }, replicas, {
    conditions: market ? { market } : {},
  });
const isWindow = (step: { do: { op: string; gate?: string } }): boolean => step.do.gate === 'window';

describe('a market-aware plan', () => {
  const table: readonly (readonly [string, Conditions['market'], number, string])[] = [
    ['S0-007 D0-11: a calm market, balanced', { volatility: 0.8, volumeRatio: 1.5 }, 3, '10s'],
    ['S0-059: volatility above 0.8, conservative', { volatility: 0.81, volumeRatio: 1 }, 1, '10s'],
    ['S0-059: volatility not known, conservative', { volumeRatio: 1 }, 1, '10s'],
    ['D0-11: volume not known, conservative', { volatility: 0.1 }, 1, '10s'],
    ['D0-11: nothing known, conservative', undefined, 1, '10s'],
    ['S0-060 D0-11: volume above 1.5 × average, volume-aware', { volatility: 0.1, volumeRatio: 1.51 }, 1, '20s'],
    ['S0-060: both, the more careful', { volatility: 0.85, volumeRatio: 1.9 }, 1, '20s'],
  ];
  for (const [what, market, batch, window] of table)
    it(what, () => {
      const { envelope, steps } = plan(10, market);

      const windows = steps.flatMap((s) => (s.do.op === 'stabilize' ? [s.do.window] : []));
      assert.deepEqual([envelope.largestBatch, ...new Set(windows)], [batch, window]);
    });

  it('S0-058 D0-06: asks the market before anything is touched and before every replace but the first', () => {
    const { steps, rules } = plan(4);

    const order = steps.flatMap((s) => (s.do.op === 'replace' ? ['replace'] : s.do.op === 'gate' ? [s.do.name] : []));
    assert.deepEqual(order, [
      'preDeployment',
      'replace',
      ...Array.from({ length: 4 }, () => ['window', 'replace']).flat(),
    ]);
    assert.deepEqual(
      rules.gates.preDeployment.map(({ kind }) => kind),
      ['market'],
    );
    assert.deepEqual(
      rules.gates.window.map(({ kind }) => kind),
      ['market'],
    );
  });

  it('D0-06: looks ahead over the planned duration and the way back, later over one batch and the way back', () => {
    const { rules } = plan(4, { volatility: 0.1, volumeRatio: 1 });

    const horizon = (name: 'preDeployment' | 'window') =>
      rules.gates[name].map((check) => (check.kind === 'market' ? check.horizon : ''));
    // 5 stable counts · (4 s to ready + 10 s) + 1 s soak + 5 min; 14 s + 5 min
    assert.deepEqual([horizon('preDeployment'), horizon('window')], [['371s'], ['314s']]);
  });

  it('D0-07: a window waits as long as the user says', () => {
    const window = plan(4, undefined, { wait: '3h', every: '5s' }).steps.find(isWindow)?.do;

    assert.deepEqual(window, { op: 'gate', gate: 'window', name: 'window', every: '5s', deadline: '3h' });
  });

  it('D0-06: given more pods than steps, asks inside each tranche and between tranches', () => {
    const { steps } = plan(200);

    const tranches = steps.flatMap((s) => (s.do.op === 'replace' ? [s.do.tranche] : []));
    assert.ok(tranches.length > 1 && tranches.every((one) => one?.each.some((watch) => isWindow({ do: watch }))));
    assert.equal(steps.filter(isWindow).length, tranches.length - 1);
  });

  it('checkPlan: a window does not stand in for a look at the candidates', () => {
    const { steps } = plan(3);
    const unjudged = steps.filter((step) => step.do.op !== 'stabilize');

    const found = checkPlan(unjudged, {
      replicas: 3,
      limits: { maxSurge: 1, maxUnavailable: 0 },
      largestBatch: 1,
      shortestStabilization: '0s',
      standing: before(3),
    });

    assert.ok(found.some(({ code }) => code === 'UNJUDGED'));
  });

  it('S0-031 S0-092: marketHours has its gate, with no check of the user beside it', () => {
    const { steps, rules } = aPlan({ marketHours: { market: 'XNYS', sessions } }, 2);

    assert.deepEqual(steps[0]?.do, { op: 'gate', gate: 'controls', name: 'preDeployment' });
    const [check] = rules.gates.preDeployment;
    assert.deepEqual(check?.kind === 'market' && check.sessions.map(({ name }) => name), ['NYSE open']);
    assert.ok(!aPlan({ marketHours: { market: 'XNYS', restrict: false } }, 2).steps.some((s) => s.do.op === 'gate'));
  });
});
