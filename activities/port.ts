import type { Action, Plan, Rules, Step, Watch } from '../domain/plan.ts';
import type { Notice } from '../domain/notice.ts';
import type { Report } from '../domain/report.ts';
import type { RolloutInput } from '../domain/rollout.ts';
import type { Origin } from '../domain/snapshot.ts';
import type { Target } from '../domain/target.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Answers, Question } from '../workflows/inquiry-messages.ts';
import type { RolloutRequest } from '../workflows/messages.ts';
import type { Holder, Ticket } from './workload/port.ts';

/** What a rollout has once it holds its target. */
export interface Prepared {
  readonly plan: Plan;
  readonly ticket: Ticket;
  readonly origin: Origin;
}

/** What the watches judge by, without what is only for people to read. */
export interface Judging {
  readonly ticket: Ticket;
  readonly rules: Rules;
}

export interface Standing {
  readonly document: RolloutInput;
  readonly plan: Plan;
  readonly ticket: Ticket;
  /** Steps begun. */
  readonly begun: number;
}

/** What a report says that only the workflow knows. */
export type Ending = Omit<Report, 'replicas' | 'revision' | 'rollout_history' | 'schema' | 'timestamp'> & {
  readonly revisionBefore: number | null;
};

/** Everything a workflow can have done for it. Each may run more than once. */
export interface Activities {
  /** Takes the lock, looks, measures the baseline, compiles. */
  prepare(request: RolloutRequest): Promise<Prepared>;
  act(judging: Judging, origin: Origin | undefined, action: Action, key: string): Promise<void>;
  /** The way back of one action: whatever had been done, the origin stands afterwards. */
  takeBack(ticket: Ticket, origin: Origin, action: Action, key: string): Promise<void>;
  /** First write of the way back; see {@link Workload.brake}. */
  brake(ticket: Ticket, origin: Origin): Promise<void>;
  watch(judging: Judging, watch: Watch, key: string): Promise<Verdict>;
  replan(standing: Standing): Promise<readonly Step[]>;
  unlock(ticket: Ticket): Promise<void>;
  /** Gives the workload its own pace back, whatever it runs: the stock controller goes on alone. */
  release(ticket: Ticket, origin: Origin): Promise<void>;
  /** Makes and stores the report. */
  report(target: Target, ending: Ending): Promise<Report>;
  /** Tells every notifier; what could not be delivered is in the answer, never thrown. */
  tell(
    message: Report | Notice,
  ): Promise<readonly { readonly name: string; readonly ok: boolean; readonly error?: string }[]>;
  answer(question: Question): Promise<Answers[Question['ask']]>;
  /** Who holds a target whose run is gone. */
  findHolder(target: Target): Promise<Holder | null>;
}
