import type { Approve, Command } from '../workflows/messages.ts';

/** The commands a running rollout takes, and what each carries. */
export interface Commands {
  readonly approve: Approve;
  readonly promote: Command;
  readonly pause: Command;
  readonly resume: Command;
  readonly abort: Command;
}
