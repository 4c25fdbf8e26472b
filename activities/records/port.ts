import type { Report } from '../../domain/report.ts';

export interface ReportFilter {
  /** `cluster/namespace/kind/name` */
  readonly target?: string;
  readonly result?: Report['result'];
  /** @default 50 */
  readonly limit?: number;
}

/** What outlives Temporal's retention. Append-only: a report is never changed. */
export interface Records {
  /** Stores a report under its rollout id; the same report again is harmless, a different one throws RecordConflict. */
  put(report: Report): Promise<void>;
  get(rollout: string): Promise<Report | undefined>;
  /** Newest first. */
  list(filter: ReportFilter): Promise<readonly Report[]>;
  close(): Promise<void>;
}
