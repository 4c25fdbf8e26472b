import type { Report } from './report.ts';

type Ended = Pick<Report, 'image' | 'timestamp' | 'result' | 'rolled_back_from'>;

/**
 * The newest promoted rollout that a rollback may return to: its image is not the one that runs now, and nobody has
 * rolled back from that image since, so that rolling back twice does not return to what was rejected (D0-40). An image
 * that was promoted again after it was rejected is good again.
 */
export function lastGood<R extends Ended>(reports: readonly R[], now: string | undefined): R | undefined {
  const rejectedSince = ({ image, timestamp }: R): boolean =>
    reports.some((later) => later.rolled_back_from === image && later.timestamp > timestamp);
  return reports
    .filter((report) => report.result === 'promoted' && report.image !== now && !rejectedSince(report))
    .toSorted((a, b) => (a.timestamp < b.timestamp ? 1 : -1))[0];
}
