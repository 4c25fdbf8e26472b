import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { conditionsOf } from '../../../activities/plan/measure.ts';
import { RolloutDocument } from '../../../domain/rollout.ts';
import { aDocument } from '../../support/builders.ts';

const names = { volatility: 'vol', volume: 'now', averageVolume: 'mean' };
const marketOf = (values: Readonly<Record<string, number | null>>) =>
  conditionsOf(RolloutDocument.parse(aDocument({ strategy: { marketAware: names } })), values, {}).market;

describe('the conditions of a market-aware plan', () => {
  for (const [what, values, expected] of [
    ['S0-087 S0-088 S0-089: all known', { vol: 0.4, now: 150, mean: 100 }, { volatility: 0.4, volumeRatio: 1.5 }],
    ['a volatility that is none', { vol: 40, now: 150, mean: 100 }, { volumeRatio: 1.5 }],
    ['an average of nothing', { vol: 0.4, now: 150, mean: 0 }, { volatility: 0.4 }],
    ['nothing measured', { vol: null, now: null, mean: null }, {}],
  ] as const)
    it(what, () => assert.deepEqual(marketOf(values), expected));
});
