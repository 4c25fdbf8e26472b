import type { Report } from '../../domain/report.ts';

/** Something that tells people or programs how a rollout ended. */
export interface Notifier {
  readonly name: string;
  /** Throws when the delivery failed; the caller retries, counts and never fails a rollout for it. */
  send(report: Report, signal: AbortSignal): Promise<void>;
}
