import type { ReportEvent } from '../../../domain/report.ts';
import type { Status } from '../../../workflows/messages.ts';
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

  #newEvents({ status }: Live): readonly string[] {
    const { events, outcome } = status;
    const told = this.#told;
    const known = told ? events.findLastIndex(({ at, what }) => at === told.at && what === told.what) : -1;
    const fresh = known < 0 && told ? events.filter(({ at }) => at > told.at) : events.slice(known + 1);
    this.#told = events.at(-1) ?? told;
    // The outcome is told last, as the state.
    const ending = outcome && ('because' in outcome ? `${outcome.is}: ${outcome.because}` : outcome.is);
    return fresh
      .filter((event, i) => event.what !== ending && !repeats(event, fresh[i - 1] ?? told))
      .map((event) => this.#eventLine(event, status));
  }

  /** The beginning of a step is told with where the pods stand, however many steps passed since the last look. */
  #eventLine(event: ReportEvent, status: Status): string {
    const { step, what } = event;
    if (step === undefined || status.plan?.steps[step - 1]?.why !== what) return eventLine(event);
    const { outcome: _, ...then } = status;
    this.#step = stepText({ ...then, begun: step, phase: 'rolling' });
    return eventLine({ at: event.at, what: this.#step });
  }

  #newStep({ status }: Live): readonly string[] {
    const text = stepText(status);
    if (text === '' || text === this.#step || status.outcome || status.phase === 'going-home') return [];
    this.#step = text;
    return [text];
  }

  #newNote({ doing, status }: Live, now: number): readonly string[] {
    // A first heartbeat says only that the step has begun, which has been told.
    const note = doing.filter((text) => text !== 'started').join('; ');
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

function stepText(status: Status): string {
  const { plan, begun } = status;
  if (!plan || begun === 0) return '';
  const { stable, candidate } = standingOf(plan, status);
  const why = plan.steps[begun - 1]?.why ?? '';
  return `step ${begun}/${plan.steps.length} updated ${candidate}/${plan.replicas}, stable ${stable}: ${why}`;
}

function eventLine({ at, what, by, step, evidence = [] }: ReportEvent): string {
  const failed = evidence.some(({ verdict }) => verdict === 'fail');
  const doubtful = evidence.some(({ verdict }) => verdict === 'warn' || verdict === 'inconclusive');
  const level: Level = failed ? 'ERROR' : doubtful ? 'WARN' : 'INFO';
  const where = step === undefined ? '' : `step ${step} `;
  const who = by === undefined || what.includes(by) ? '' : ` (by ${by})`;
  return `${clock(Date.parse(at))} ${level} ${where}${what}${what === 'passed' ? seen(evidence) : ''}${who}`;
}

/** What a step passed on: one or two checks in words, of more the number. */
const seen = (evidence: NonNullable<ReportEvent['evidence']>): string =>
  evidence.length > 2
    ? `: ${evidence.length} checks`
    : evidence.length > 0
      ? `: ${evidence.map(({ check, detail }) => `${check}: ${detail}`).join('; ')}`
      : '';

/** A verdict and its consequence are two events with the same reason; one of them is enough to read. */
const repeats = (event: ReportEvent, before: ReportEvent | undefined): boolean =>
  event.step !== undefined && event.step === before?.step && event.what === before.what.replace(/^fail: /, 'failed: ');

const clock = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)}Z`;
