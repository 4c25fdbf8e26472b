import type { ReportEvent } from '../../../domain/report.ts';
import type { Live } from '../../rollouts.ts';
import { harmless } from '../harmless.ts';
import { standingOf } from './pods.ts';
import { messageOf, stateOf } from './words.ts';
import type { Tone } from './words.ts';

export type Level = 'INFO' | 'SUCCESS' | 'WARN' | 'ERROR';

const LEVELS: Readonly<Record<Tone, Level>> = {
  good: 'SUCCESS',
  bad: 'ERROR',
  busy: 'INFO',
  waiting: 'WARN',
  quiet: 'INFO',
};
/** Notes of activities change with every sample; this often is enough for a log. */
const NOTE_EVERY_MS = 10_000;

/** A rollout as log lines, one per change: `10:03:12Z INFO step 4/18 …`. */
export class Progress {
  #step = '';
  #state = '';
  #note = '';
  #noteAt = 0;
  /** The last event told; the list is shortened in its middle when it grows long, so a count would not do. */
  #told: ReportEvent | undefined;

  /** The lines for what has changed since the last call. */
  lines(raw: Live, now: number): readonly string[] {
    const live = harmless(raw);
    const at = clock(now);
    return [
      ...this.#newEvents(live),
      ...this.#newStep(live).map((text) => `${at} INFO ${text}`),
      ...this.#newNote(live, now).map((text) => `${at} INFO ${text}`),
      ...this.#newState(live).map(([level, text]) => `${at} ${level} ${text}`),
    ];
  }

  #newEvents({ status: { events, plan } }: Live): readonly string[] {
    const told = this.#told;
    const known = told ? events.findLastIndex(({ at, what }) => at === told.at && what === told.what) : -1;
    const fresh = known < 0 && told ? events.filter(({ at }) => at > told.at) : events.slice(known + 1);
    this.#told = events.at(-1) ?? told;
    // The beginning of a step has a line of its own, with where the pods stand.
    return fresh.filter(({ step, what }) => step === undefined || plan?.steps[step - 1]?.why !== what).map(eventLine);
  }

  #newStep({ status }: Live): readonly string[] {
    const { plan, begun } = status;
    if (!plan || begun === 0) return [];
    const { stable, candidate } = standingOf(plan, status);
    const why = plan.steps[begun - 1]?.why ?? '';
    const text = `step ${begun}/${plan.steps.length} updated ${candidate}/${plan.replicas}, stable ${stable}: ${why}`;
    if (text === this.#step) return [];
    this.#step = text;
    return [text];
  }

  #newNote({ doing, status }: Live, now: number): readonly string[] {
    const note = doing.join('; ');
    if (note === '' || status.outcome || note === this.#note || now - this.#noteAt < NOTE_EVERY_MS) return [];
    [this.#note, this.#noteAt] = [note, now];
    return [note];
  }

  #newState(live: Live): readonly (readonly [Level, string])[] {
    const [, word, tone] = stateOf(live);
    const message = messageOf(live);
    const text = message === undefined ? word : `${word}: ${message}`;
    if (text === this.#state) return [];
    this.#state = text;
    return [[LEVELS[tone], text]];
  }
}

function eventLine({ at, what, by, evidence = [] }: ReportEvent): string {
  const failed = evidence.some(({ verdict }) => verdict === 'fail');
  const doubtful = evidence.some(({ verdict }) => verdict === 'warn' || verdict === 'inconclusive');
  const level: Level = failed ? 'ERROR' : doubtful ? 'WARN' : 'INFO';
  return `${clock(Date.parse(at))} ${level} ${what}${by === undefined ? '' : ` (by ${by})`}`;
}

const clock = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)}Z`;
