import type { Phase } from '../../../workflows/messages.ts';
import { because } from '../../../domain/verdict.ts';
import type { Measurement, Outcome } from '../../../domain/verdict.ts';
import { runIsGone } from '../exit-codes.ts';
import type { Live } from '../../rollouts.ts';
import type { Colors } from '../terminal.ts';

export type Tone = 'good' | 'bad' | 'busy' | 'waiting' | 'quiet';

/** Icon, word and tone of every phase; the icons are the ones Argo Rollouts has made familiar. */
const PHASES: Readonly<Record<Exclude<Phase, 'ended'>, readonly [string, string, Tone]>> = {
  locking: ['◌', 'Locking', 'busy'],
  planning: ['◌', 'Planning', 'busy'],
  rolling: ['◌', 'Rolling', 'busy'],
  paused: ['॥', 'Paused', 'waiting'],
  'waiting-approval': ['◷', 'Waiting for approval', 'waiting'],
  held: ['॥', 'Held', 'waiting'],
  monitoring: ['◌', 'Monitoring', 'busy'],
  'going-home': ['↩', 'Going home', 'bad'],
  promoting: ['◌', 'Promoting', 'busy'],
};

const OUTCOMES: Readonly<Record<Outcome['is'], readonly [string, string, Tone]>> = {
  promoted: ['✔', 'Promoted', 'good'],
  'rolled-back': ['✖', 'Rolled back', 'bad'],
  halted: ['✖', 'Halted', 'bad'],
  stranded: ['⚠', 'Stranded', 'bad'],
  postponed: ['•', 'Postponed', 'waiting'],
  refused: ['✖', 'Refused', 'bad'],
};

export function stateOf(live: Live): readonly [string, string, Tone] {
  const { phase, outcome } = live.status;
  if (outcome) return OUTCOMES[outcome.is];
  if (runIsGone(live)) return ['?', `Gone: the run is ${live.run.toLowerCase()}`, 'bad'];
  return phase === 'ended' ? ['•', 'Ended', 'quiet'] : PHASES[phase];
}

/** What there is to say beside the state: the outcome's reason, or what it waits for. */
export function messageOf(live: Live): string | undefined {
  const { outcome, waitingFor } = live.status;
  if (outcome) return because(outcome);
  return runIsGone(live) ? 'nobody leads it any more; see `tidegate doctor` and `tidegate recover`' : waitingFor;
}

export function painted(colors: Colors, tone: Tone, text: string): string {
  switch (tone) {
    case 'good':
      return colors.green(text);
    case 'bad':
      return colors.red(text);
    case 'busy':
      return colors.cyan(text);
    case 'waiting':
      return colors.yellow(text);
    case 'quiet':
      return colors.dim(text);
  }
}

export const MEASURED: Readonly<Record<Measurement['verdict'], readonly [string, Tone]>> = {
  pass: ['✔', 'good'],
  fail: ['✖', 'bad'],
  inconclusive: ['?', 'waiting'],
  warn: ['⚠', 'waiting'],
};

/** An image without the digest's tail, which nobody compares by eye beyond twelve letters. */
export const shortImage = (image: string): string => image.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1');

export const numberText = (value: number): string => String(Number(value.toPrecision(4)));
