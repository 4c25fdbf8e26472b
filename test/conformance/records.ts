import assert from 'node:assert/strict';
import { RecordConflict } from '../../activities/records/conflict.ts';
import type { Records } from '../../activities/records/port.ts';
import { isFailure } from '../../domain/failure.ts';
import { Report } from '../../domain/report.ts';
import { aReport, aReportNo } from '../support/a-report.ts';

/** What every record store keeps to. `open` gives an empty store; the suite closes it. */
export function recordsConformance(name: string, open: () => Promise<Records>): void {
  describe(`records conformance: ${name}`, () => {
    let records: Records;
    beforeEach(async () => {
      records = await open();
    });
    afterEach(() => records.close());

    keeping(() => records);
    listing(() => records);
  });
}

function keeping(records: () => Records): void {
  it('given a report that was put, gives back the same report', async () => {
    await records().put(aReport());

    assert.deepEqual(await records().get(aReport().rollout), aReport());
  });

  it('given a rollout without a report, gives nothing', async () => {
    assert.equal(await records().get('01980000-0000-7000-8000-00000000ffff'), undefined);
  });

  for (const result of Report.shape.result.options) {
    it(`S0-169 D0-15 D0-43: given a rollout that ended ${result}, keeps its report`, async () => {
      await records().put(aReport({ result }));

      assert.equal((await records().get(aReport().rollout))?.result, result);
    });
  }

  it('given the same report again, keeps one', async () => {
    await records().put(aReport());
    await records().put(aReport());

    assert.deepEqual(await records().list({}), [aReport()]);
  });

  it('given the same report with its keys in another order, takes it for the same', async () => {
    await records().put(aReport({ baseline: { a: 1, b: 2 } }));
    await records().put(aReport({ baseline: { b: 2, a: 1 } }));

    assert.equal((await records().list({})).length, 1);
  });

  it('given a different report of the same rollout, throws RecordConflict and keeps the first', async () => {
    await records().put(aReport());

    await assert.rejects(records().put(aReport({ because: 'another reason' })), RecordConflict);
    assert.deepEqual(await records().get(aReport().rollout), aReport());
  });

  it('D0-42 D0-44: given quotes, newlines and zero bytes in the texts, gives them back unchanged', async () => {
    const because = 'probe said "no\\"\n\t{"a": \'b\'} <&> \u0000 \u2028 😀 \ud800';
    await records().put(aReport({ because, rollout_history: [{ revision: 1, change_cause: because }] }));

    const kept = await records().get(aReport().rollout);
    assert.equal(kept?.because, because);
    assert.equal(kept?.rollout_history[0]?.change_cause, because);
  });

  it('given a report that does not fit the schema, refuses it and keeps nothing', async () => {
    const bad = aReport({ timestamp: 'yesterday' });

    await assert.rejects(
      records().put(bad),
      (error) => isFailure(error, 'bad-document') && /timestamp/.test(`${error}`),
    );
    assert.deepEqual(await records().list({}), []);
  });

  it('given 20 writers of one rollout at once, keeps the report of one and tells the others', async () => {
    const puts = Array.from({ length: 20 }, (_, turn) => records().put(aReport({ because: `reason ${turn}` })));

    const outcomes = await Promise.allSettled(puts);
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.equal(lost.length, 19);
    assert.ok(lost.every(({ reason }) => reason instanceof RecordConflict));
  });
}

function listing(records: () => Records): void {
  const put = async (...reports: readonly Report[]) => {
    for (const report of reports) await records().put(report);
  };
  const turns = async (filter: Parameters<Records['list']>[0]) =>
    (await records().list(filter)).map(({ rollout }) => Number.parseInt(rollout.slice(-12), 16));

  it('given several reports in any order of writing, lists the newest first', async () => {
    await put(aReportNo(2), aReportNo(3), aReportNo(1));

    assert.deepEqual(await turns({}), [3, 2, 1]);
  });

  it('given reports of one millisecond, lists the later rollout first', async () => {
    const { timestamp } = aReport();
    await put(aReportNo(1, { timestamp }), aReportNo(3, { timestamp }), aReportNo(2, { timestamp }));

    assert.deepEqual(await turns({}), [3, 2, 1]);
  });

  it('given a target and a result, lists only theirs', async () => {
    await put(
      aReportNo(1, { target: 'a/b/Deployment/c', result: 'promoted' }),
      aReportNo(2, { target: 'a/b/Deployment/c', result: 'halted' }),
      aReportNo(3, { target: 'a/b/Deployment/d', result: 'promoted' }),
    );

    assert.deepEqual(await turns({ target: 'a/b/Deployment/c' }), [2, 1]);
    assert.deepEqual(await turns({ result: 'promoted' }), [3, 1]);
    assert.deepEqual(await turns({ target: 'a/b/Deployment/c', result: 'promoted' }), [1]);
    assert.deepEqual(await turns({ target: `a' or '1'='1` }), []);
  });

  it('given a limit, lists the newest so many; without one, 50', async () => {
    await put(...Array.from({ length: 51 }, (_, turn) => aReportNo(turn)));

    assert.deepEqual(await turns({ limit: 2 }), [50, 49]);
    assert.equal((await turns({})).length, 50);
  });

  for (const limit of [0, -1, 1.5, Number.NaN]) {
    it(`given a limit of ${limit}, refuses to list`, async () => {
      await assert.rejects(records().list({ limit }), RangeError);
    });
  }
}
