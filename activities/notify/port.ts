import type { Notice } from '../../domain/notice.ts';
import type { Report } from '../../domain/report.ts';

/** How a rollout ended, or that it needs a person now. Told apart by `schema`. */
export type Message = Report | Notice;

/** Something that tells people or programs. */
export interface Notifier {
  readonly name: string;
  /** Throws when the delivery failed; the caller retries, counts and never fails a rollout for it. */
  send(message: Message, signal: AbortSignal): Promise<void>;
}
