import { RecordConflict } from '../../activities/records/conflict.ts';
import { contentOf, reportOf, type Content } from '../../activities/records/content.ts';
import { limitOf } from '../../activities/records/limit.ts';
import type { Records, ReportFilter } from '../../activities/records/port.ts';
import type { Report } from '../../domain/report.ts';

/** A record store in memory that passes the conformance suite. */
export class FakeRecords implements Records {
  readonly #kept = new Map<string, Content>();

  async put(report: Report): Promise<void> {
    const content = contentOf(report);
    const kept = this.#kept.get(report.rollout);
    if (kept && kept.digest !== content.digest) {
      throw new RecordConflict(report.rollout, kept.digest, content.digest);
    }
    this.#kept.set(report.rollout, content);
  }

  async get(rollout: string): Promise<Report | undefined> {
    const content = this.#kept.get(rollout);
    return content && reportOf(rollout, content);
  }

  async list(filter: ReportFilter): Promise<readonly Report[]> {
    const limit = limitOf(filter);
    return [...this.#kept]
      .map(([rollout, content]) => reportOf(rollout, content))
      .filter((report) => filter.target === undefined || report.target === filter.target)
      .filter((report) => filter.result === undefined || report.result === filter.result)
      .sort((a, b) => (orderOf(a) < orderOf(b) ? 1 : -1))
      .slice(0, limit);
  }

  async close(): Promise<void> {}
}

const orderOf = ({ timestamp, rollout }: Report): string => `${timestamp} ${rollout}`;
