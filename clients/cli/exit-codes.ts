import type { Outcome } from '../../domain/verdict.ts';
import type { Live } from '../rollouts.ts';

/** What the exit code says; printed by `tidegate help exit-codes`. */
export const EXIT_CODES = {
  0: 'healthy: the rollout was promoted, or the command did what was asked',
  1: 'error: something failed on the way to an answer',
  2: 'rolled back, halted or stranded: the new version did not stay',
  3: 'timeout: the rollout is still running and goes on',
  4: 'waiting for a person: an approval, a hold or a pause',
  5: 'refused or postponed: nothing was touched',
  64: 'usage: the command line cannot be understood',
  130: 'interrupted: you stopped watching; the rollout goes on untouched',
} as const satisfies Record<number, string>;
export type ExitCode = keyof typeof EXIT_CODES;

/** The code of an ending. */
export function exitCodeOf(outcome: Outcome['is']): ExitCode {
  switch (outcome) {
    case 'promoted':
      return 0;
    case 'rolled-back':
    case 'halted':
    case 'stranded':
      return 2;
    case 'postponed':
    case 'refused':
      return 5;
  }
}

/** It stands until a person says something. */
export const waitsForPerson = ({ status: { phase } }: Live): boolean =>
  phase === 'waiting-approval' || phase === 'held' || phase === 'paused';

/** The run is gone without an outcome: terminated, or failed by a bug. */
export const runIsGone = ({ run, status }: Live): boolean =>
  status.outcome === undefined && !['RUNNING', 'CONTINUED_AS_NEW', 'PAUSED'].includes(run);

/** The code of a rollout as it stands; 0 while it works. */
export function exitCodeOfLive(live: Live): ExitCode {
  if (live.status.outcome) return exitCodeOf(live.status.outcome.is);
  if (runIsGone(live)) return 1;
  return waitsForPerson(live) ? 4 : 0;
}
