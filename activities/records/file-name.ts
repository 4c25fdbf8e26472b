import type { Report } from '../../domain/report.ts';

/** The name of a report written to a file: `rolling-deployment-report-<YYYYmmdd_HHMMSS>.json`, in UTC. */
export function reportFileName({ timestamp }: Pick<Report, 'timestamp'>): string {
  const [date = '', time = ''] = new Date(timestamp).toISOString().replaceAll(/[-:]/g, '').split('T');
  return `rolling-deployment-report-${date}_${time.slice(0, 6)}.json`;
}
