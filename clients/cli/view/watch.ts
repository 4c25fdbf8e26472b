import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from '../../../domain/target.ts';
import { targetId } from '../../../domain/target.ts';
import { ClientFailure } from '../../failure.ts';
import type { Live, Rollouts } from '../../rollouts.ts';
import { exitCodeOf, exitCodeOfLive, runIsGone, waitsForPerson } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { screenOf } from './screen.ts';

export interface WatchOptions {
  /** `end`: until the rollout has ended; `waiting`: also when it waits for a person. */
  readonly until: 'end' | 'waiting';
  readonly timeoutMs?: number;
  /** The rollout that was asked for; another one of the same target ends the watch. */
  readonly rollout?: string;
}

const EVERY_MS = 1_000;
/** Longer timers overflow and would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;
/** A server or worker that restarts is back in seconds; watching goes on meanwhile. */
const SILENCE_MS = 120_000;

/** Shows a rollout until it ends, and says how; leaving early changes nothing for the rollout. */
export async function watch(session: Session, target: Target, options: WatchOptions): Promise<ExitCode> {
  const rollouts = await session.rollouts();
  const screen = await screenOf(session.terminal);
  const id = targetId(target);
  const begun = Date.now();
  const look = patiently(rollouts, (text) => session.terminal.say(text));
  const enough = impatience(session.interrupted, options.timeoutMs);
  for (;;) {
    if (session.interrupted.aborted) {
      screen.done();
      session.terminal.say(`You stopped watching; the rollout goes on untouched. See it: tidegate status ${id} -w`);
      return 130;
    }
    const live = await Promise.race([look(target), enough]);
    if (live && options.rollout !== undefined && live.status.rollout !== options.rollout)
      return ending(rollouts, options.rollout);
    if (live) screen.show(live);
    if (live && isOver(live, options)) {
      screen.done(live);
      return exitCodeOfLive(live);
    }
    if (options.timeoutMs !== undefined && Date.now() - begun >= options.timeoutMs) {
      screen.done();
      session.terminal.say(`Still running after the timeout; it goes on. See it: tidegate status ${id} -w`);
      return 3;
    }
    await sleep(EVERY_MS, undefined, { signal: session.interrupted }).catch(() => undefined);
  }
}

/** Resolves to nothing when the time is up or Ctrl-C is pressed, however long a server keeps us waiting. */
async function impatience(interrupted: AbortSignal, timeoutMs = LONGEST_MS): Promise<undefined> {
  await sleep(Math.min(timeoutMs, LONGEST_MS), undefined, { signal: interrupted, ref: false }).catch(() => undefined);
}

const isOver = (live: Live, { until }: WatchOptions): boolean =>
  live.status.outcome !== undefined || runIsGone(live) || (until === 'waiting' && waitsForPerson(live));

/** The newest status; undefined while nobody answers, until that has lasted too long. */
function patiently(rollouts: Rollouts, say: (text: string) => void) {
  let silentSince: number | undefined;
  return async (target: Target): Promise<Live | undefined> => {
    try {
      const live = await rollouts.status(target);
      silentSince = undefined;
      return live;
    } catch (error) {
      if (!(error instanceof ClientFailure) || !['unreachable', 'no-answer', 'no-worker'].includes(error.code))
        throw error;
      if (silentSince === undefined) say(`${error.message}; trying again`);
      silentSince ??= Date.now();
      if (Date.now() - silentSince > SILENCE_MS) throw error;
      return undefined;
    }
  };
}

/** The rollout has ended and the next one has begun while we were not looking: its report knows how. */
async function ending(rollouts: Rollouts, rollout: string): Promise<ExitCode> {
  const report = await rollouts.ask({ ask: 'report', rollout });
  if (report === null)
    throw new ClientFailure('broken', `rollout ${rollout} was followed by another and left no report`);
  return exitCodeOf(report.result);
}
