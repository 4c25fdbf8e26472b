import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { CheckOf } from '../../../domain/checks/check.ts';
import { judgeMarket } from '../../../domain/market/judge.ts';
import type { MarketSeen } from '../../../domain/market/judge.ts';
import { verdictOf } from '../../../domain/verdict.ts';
import { aCheck } from '../../support/check-context.ts';

const NOW = Date.parse('2026-03-05T14:20:00Z'); // 09:20 in New York
const sessions = [{ name: 'NYSE open', from: '09:15', to: '10:00', zone: 'America/New_York' }];
const market = (body: object = {}) => aCheck('market', { market: 'XNYS', ...body }) as CheckOf<'market'>;
const seen = (values: Readonly<Record<string, number>>): MarketSeen =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { known: true, value }]));
const CALM = { volatility: 0.2, volume: 100, averageVolume: 100 };

describe('the market', () => {
  const table: readonly (readonly [string, object, Readonly<Record<string, string>>])[] = [
    ['S0-087 S0-088 S0-089: calm', {}, { volatility: 'pass', volume: 'pass' }],
    ['S0-093: volatility on its limit', { volatility: 0.9 }, { volatility: 'pass' }],
    ['S0-093: volatility above its limit', { volatility: 0.91 }, { volatility: 'fail' }],
    ['S0-087: a volatility in per cent', { volatility: 20 }, { volatility: 'inconclusive' }],
    ['S0-087: NaN', { volatility: Number.NaN }, { volatility: 'inconclusive' }],
    ['S0-094: volume on its limit', { volume: 200 }, { volume: 'pass' }],
    ['S0-094: volume above its limit', { volume: 201 }, { volume: 'fail' }],
    ['S0-089: an average of nothing', { averageVolume: 0 }, { volume: 'inconclusive' }],
    [
      'S0-090 S0-091: spread and impact cost, recorded',
      { spread: 0.02, impactCost: 3 },
      { spread: 'pass', impactCost: 'pass' },
    ],
  ];
  for (const [what, values, expected] of table)
    it(what, () => {
      const measurements = judgeMarket(market(), seen({ ...CALM, ...values }), NOW);

      const verdicts = Object.fromEntries(measurements.map(({ check, verdict }) => [check.split('/')[1], verdict]));
      assert.deepEqual({ ...verdicts, ...expected }, verdicts);
    });

  it('S0-093 S0-094 D0-07: a denial is of the hour, so the verdict postpones', () => {
    const verdict = verdictOf(judgeMarket(market(), seen({ ...CALM, volatility: 0.95, volume: 500 }), NOW));

    assert.deepEqual([verdict.is, verdict.is === 'fail' && verdict.postpone], ['fail', true]);
  });

  it('beside a fault the verdict does not postpone', () => {
    const denied = judgeMarket(market(), seen({ ...CALM, volatility: 0.95 }), NOW);
    const verdict = verdictOf([...denied, { check: 'quota', verdict: 'fail', detail: 'no room' }]);

    assert.deepEqual([verdict.is, 'postpone' in verdict], ['fail', false]);
  });

  it('S0-073 S0-087 to S0-089: names every data source that is missing', () => {
    const verdict = verdictOf(judgeMarket(market(), {}, NOW));

    assert.equal(verdict.is, 'inconclusive');
    for (const what of ['volatility', 'trading volume', 'average volume'])
      assert.match(verdict.is === 'inconclusive' ? verdict.because : '', new RegExp(`${what} of XNYS is not known`));
  });

  it('S0-090: a spread that is declared and not known is inconclusive, and says why', () => {
    const unknown = { ...seen(CALM), spread: { known: false, detail: 'no series' } } as const;

    const spread = judgeMarket(market(), unknown, NOW).find(({ check }) => check.endsWith('spread'));

    assert.deepEqual([spread?.verdict, spread?.detail], ['inconclusive', 'spread of XNYS is not known: no series']);
  });

  it('S0-058 D0-06 D0-07: in a session, postpones and says when the next slot is', () => {
    const verdict = verdictOf(judgeMarket(market({ sessions, horizon: '30m' }), seen(CALM), NOW));

    assert.ok(verdict.is === 'fail' && verdict.postpone);
    assert.match(verdict.because, /NYSE open.*next slot at 2026-03-05T10:00:00-05:00\[America\/New_York\]/);
  });
});
