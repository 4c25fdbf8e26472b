import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ask } from '../../../activities/checks/index.ts';
import { aCheck, aContext, answering, metrics } from '../../support/check-context.ts';

const ALL = { volatility: 'vol', volume: 'now', averageVolume: 'mean', spread: 'spread', impactCost: 'cost' };

/** The verdict of each measurement by the part of the market it is about. */
async function asked(body: object, values: Readonly<Record<string, number>>, declared = Object.values(ALL)) {
  const context = aContext({
    gate: 'preDeployment',
    rules: { metrics: metrics(...declared), baseline: {} },
    metrics: answering(values),
  });
  const measurements = await ask(aCheck('market', { market: 'XNYS', ...body }), context);
  return Object.fromEntries(measurements.map((one) => [one.check.replace('market-XNYS/', ''), one]));
}

const CALM = { vol: 0.3, now: 150, mean: 100, spread: 0.01, cost: 4 };

describe('market check', () => {
  it('S0-073 S0-087 to S0-091: reads every metric that it names, and records it', async () => {
    const { volatility, volume, spread, impactCost } = await asked(ALL, CALM);

    assert.deepEqual(
      [volatility, volume, spread, impactCost].map((one) => [one?.value, one?.verdict]),
      [[0.3, 'pass'], [150, 'pass'], [0.01, 'pass'], [4, 'pass']], // prettier-ignore
    );
  });

  it('S0-093 S0-094: given too much of either, fails as something of the hour', async () => {
    const { volatility, volume } = await asked(ALL, { ...CALM, vol: 0.95, now: 201 });

    assert.deepEqual([volatility?.verdict, volatility?.postpone], ['fail', true]);
    assert.deepEqual([volume?.verdict, volume?.postpone], ['fail', true]);
  });

  it('S0-088: given a source that does not answer, is inconclusive', async () => {
    const { now: _, ...rest } = CALM;

    const { volume } = await asked(ALL, rest);

    assert.deepEqual([volume?.verdict, volume?.detail], [
      'inconclusive',
      'trading volume of XNYS is not known: no-data: no series',
    ]); // prettier-ignore
  });

  it('S0-089: given a name that no metric has, lists those there are', async () => {
    const { volume } = await asked(ALL, CALM, ['vol', 'now', 'spread', 'cost']);

    assert.equal(volume?.verdict, 'inconclusive');
    assert.match(volume?.detail ?? '', /no metric is called mean; known: vol, now, spread, cost/);
  });

  it('S0-087: given nothing declared, says what is missing', async () => {
    const { volatility } = await asked({}, CALM);

    assert.equal(volatility?.verdict, 'inconclusive');
    assert.match(volatility?.detail ?? '', /volatility of XNYS is not known: no data source/);
  });
});
