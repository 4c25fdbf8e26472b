import { Context } from '@temporalio/activity';
import type { Progress } from './workload/port.ts';

const EVERY_MS = 1_000;

/** What a heartbeat carries: shown by `tidegate status`, and read by the next attempt after a crash. */
interface Beat {
  readonly note: string;
  /** Epoch milliseconds at which the window began that this activity watches. */
  readonly since?: number;
}

export interface Pulse {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** When the watched window began, in this attempt or an earlier one. */
  since(): number;
}

/** Runs an activity with a heartbeat every second, so that its death is noticed and its work can be seen. */
export async function beating<T>(body: (pulse: Pulse) => Promise<T>): Promise<T> {
  const context = Context.current();
  const earlier = context.info.heartbeatDetails as Beat | undefined;
  let beat: Beat = { note: 'started', ...(earlier?.since !== undefined && { since: earlier.since }) };
  const send = (): void => context.heartbeat(beat);
  const timer = setInterval(send, EVERY_MS);
  send();
  try {
    return await body({
      signal: context.cancellationSignal,
      progress: (note) => {
        if (note !== beat.note) beat = { ...beat, note };
      },
      since: () => {
        beat = { ...beat, since: beat.since ?? Date.now() };
        send();
        return beat.since ?? Date.now();
      },
    });
  } finally {
    clearInterval(timer);
  }
}
