import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { askTraffic } from '../../../activities/checks/traffic.ts';
import type { CheckOf } from '../../../domain/checks/check.ts';
import { aCheck, aContext, aMetric, answering, aPod, known } from '../../support/check-context.ts';

const check = aCheck('traffic', { name: 'rps' }) as CheckOf<'traffic'>;
const stable = [aPod('old-1'), aPod('old-2'), aPod('old-3')];

/** One candidate beside three stable pods, each side with its rate; a rate that is absent is no data. */
async function verdictAt(candidate: number | undefined, others: number | undefined): Promise<string | undefined> {
  const rates = answering({
    rps: ({ pods }) => {
      const rate = pods.includes('new-1') ? candidate : others;
      return rate === undefined ? { known: false, why: 'no-data', detail: 'no series' } : known(rate);
    },
  });
  const sighting = { replicas: 4, candidatesWanted: 1, complaints: [], stable, candidate: [aPod('new-1')] };
  const [measured] = await askTraffic(
    check,
    aContext({ rules: { metrics: { rps: aMetric('rps') }, baseline: {} }, metrics: rates, sighting }),
  );
  return measured?.verdict;
}

describe('the traffic check', () => {
  it('S0-067: given the candidate takes its predicted share, passes', async () =>
    assert.equal(await verdictAt(25, 75), 'pass'));
  it('S0-067: given it takes far less or far more than predicted, fails', async () =>
    assert.deepEqual([await verdictAt(5, 95), await verdictAt(60, 40)], ['fail', 'fail']));
  it('given no traffic, or a side that is not known, is inconclusive', async () =>
    assert.deepEqual(
      [await verdictAt(0, 0), await verdictAt(undefined, 75), await verdictAt(25, undefined)],
      ['inconclusive', 'inconclusive', 'inconclusive'],
    ));
});
