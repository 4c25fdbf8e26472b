import assert from 'node:assert/strict';
import { reportFileName } from '../../../activities/records/index.ts';
import { aReport } from '../../support/a-report.ts';

describe('reportFileName', () => {
  it('S0-164: given a report, is rolling-deployment-report-<YYYYmmdd_HHMMSS>.json in UTC', () => {
    const report = aReport({ timestamp: '2026-03-04T05:06:07.089Z' });

    assert.equal(reportFileName(report), 'rolling-deployment-report-20260304_050607.json');
  });
});
