import assert from 'node:assert/strict';
import { contentOf } from '../../../activities/records/content.ts';
import { Report } from '../../../domain/report.ts';
import { aReport } from '../../support/a-report.ts';

/** Acceptance row, where the field is, and a value that must not pass for it. */
const FIELDS = [
  ['S0-165', 'timestamp', '2026-03-04T05:06:07Z'],
  ['S0-166', 'application', 1],
  ['S0-167', 'namespace', null],
  ['S0-168', 'strategy', undefined],
  ['S0-169', 'result', 'success'],
  ['S0-170', 'image', null],
  ['S0-171', 'duration_seconds', '42'],
  ['S0-172', 'replicas', { desired: 3 }],
  ['S0-173', 'rollout_history', [{ revision: 1 }]],
] as const;

describe('the report', () => {
  for (const [row, field, bad] of FIELDS) {
    it(`${row}: has ${field}, requires it and checks it`, () => {
      const { [field]: _left, ...without } = aReport();

      assert.ok(field in JSON.parse(contentOf(aReport()).text));
      assert.ok(!Report.safeParse(without).success);
      assert.ok(!Report.safeParse({ ...aReport(), [field]: bad }).success);
    });
  }

  it('S0-165: given a timestamp with another offset than UTC, refuses it', () => {
    assert.ok(!Report.safeParse({ ...aReport(), timestamp: '2026-03-04T05:06:07.089+01:00' }).success);
  });

  it('S0-172: has replicas.desired and replicas.ready, or null when the cluster could not be read', () => {
    assert.deepEqual(Object.keys(JSON.parse(contentOf(aReport()).text).replicas), ['desired', 'ready']);
    assert.ok(Report.safeParse(aReport({ replicas: null })).success);
  });

  it('S0-173: given more than the last five revisions, refuses them', () => {
    const history = (length: number) =>
      Array.from({ length }, (_, at) => ({ revision: at + 1, change_cause: `release "${at}"` }));

    assert.ok(Report.safeParse(aReport({ rollout_history: history(5) })).success);
    assert.ok(!Report.safeParse(aReport({ rollout_history: history(6) })).success);
  });

  it('D0-42: given a change cause with quotes, is valid JSON that says the same', () => {
    const rollout_history = [{ revision: 1, change_cause: 'kubectl set image "orders", \\ and\nmore' }];

    assert.deepEqual(JSON.parse(contentOf(aReport({ rollout_history })).text).rollout_history, rollout_history);
  });
});
