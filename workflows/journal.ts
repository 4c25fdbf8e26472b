import { log, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { ReportEvent } from '../domain/report.ts';
import type { Measurement, Outcome } from '../domain/verdict.ts';
import { OutcomeAttribute, PhaseAttribute } from './attributes.ts';
import { renderDetails } from './details.ts';
import type { Progress } from './interpret.ts';
import type { Phase, RolloutRequest, Status } from './messages.ts';

/** Events kept; a run ends long before with a thousand history events. */
const MOST_EVENTS = 400;

/** What the journal needs to go on in the next run. Plain JSON. */
export interface Pages {
  readonly startedAt: string;
  readonly events: readonly ReportEvent[];
  readonly measurements: readonly Measurement[];
}

/** Tells what happens: to the status query, to the Temporal UI, to the report. Decides nothing. */
export class Journal {
  readonly #request: RolloutRequest;
  readonly startedAt: string;
  events: ReportEvent[];
  progress: Progress | undefined;
  outcome: Outcome | undefined;
  phase: Phase = 'planning';
  paused = false;
  waitingFor: string | undefined;
  readonly #measurements = new Map<string, Measurement>();

  constructor(request: RolloutRequest, pages: Pages | undefined) {
    this.#request = request;
    this.startedAt = pages?.startedAt ?? new Date().toISOString();
    this.events = [...(pages?.events ?? [])];
    for (const m of pages?.measurements ?? []) this.#measurements.set(m.check, m);
  }

  get pages(): Pages {
    return { startedAt: this.startedAt, events: this.events, measurements: [...this.#measurements.values()] };
  }

  note(what: string, more: Partial<Pick<ReportEvent, 'step' | 'by' | 'evidence'>> = {}): void {
    this.events.push({ at: new Date().toISOString(), what, ...more });
    log.info(what, { rollout: this.#request.rollout, phase: this.phase, ...more });
    if (this.events.length > MOST_EVENTS)
      this.events = [...this.events.slice(0, 20), ...this.events.slice(-MOST_EVENTS + 20)];
    for (const m of more.evidence ?? []) this.#measurements.set(m.check, m);
    this.show();
  }

  /** Changes the phase; one event in the history each time, so only for what a person would look for. */
  enter(phase: Phase, waitingFor?: string): void {
    this.waitingFor = waitingFor;
    if (phase !== this.phase) upsertSearchAttributes([{ key: PhaseAttribute, value: phase }]);
    this.phase = phase;
    this.show();
  }

  end(outcome: Outcome): void {
    this.outcome = outcome;
    this.enter('ended');
    upsertSearchAttributes([{ key: OutcomeAttribute, value: outcome.is }]);
    this.note('because' in outcome ? `${outcome.is}: ${outcome.because}` : outcome.is);
  }

  show(): void {
    setCurrentDetails(renderDetails(this.status(), workflowInfo().workflowId));
  }

  status(): Status {
    return {
      rollout: this.#request.rollout,
      phase: this.phase,
      ...(this.progress && { plan: this.progress.plan }),
      begun: this.progress?.begun ?? 0,
      startedAt: this.startedAt,
      paused: this.paused,
      ...(this.waitingFor !== undefined && { waitingFor: this.waitingFor }),
      measurements: [...this.#measurements.values()],
      events: this.events,
      ...(this.outcome && { outcome: this.outcome }),
    };
  }
}
