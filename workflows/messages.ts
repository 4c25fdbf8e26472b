import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Plan } from '../domain/plan.ts';
import type { ReportEvent } from '../domain/report.ts';
import type { RolloutInput } from '../domain/rollout.ts';
import type { Measurement, Outcome } from '../domain/verdict.ts';

/** What a rollout is started with. The document is the one the user wrote. */
export interface RolloutRequest {
  /** UUIDv7, made by whoever asks. */
  readonly rollout: string;
  readonly document: RolloutInput;
  readonly by: string;
  readonly why?: string;
  /** Of a rollback: the image it takes the target away from. */
  readonly rollbackFrom?: string;
}

/** Who gives a command, and why. `by` is what the client says of itself. */
export interface Command {
  readonly by: string;
  readonly why: string;
}

export interface Approve extends Command {
  readonly gate: string;
  /** Digest of the plan that was read; another plan voids the approval. */
  readonly plan?: string;
}

export type Phase =
  | 'locking'
  | 'planning'
  | 'rolling'
  | 'paused'
  | 'waiting-approval'
  | 'held'
  | 'monitoring'
  | 'going-home'
  | 'promoting'
  | 'ended';

/** All there is to know of a rollout; the answer of the `status` query. Plain JSON. */
export interface Status {
  readonly rollout: string;
  readonly phase: Phase;
  readonly plan?: Plan;
  /** Steps begun; `plan.steps[begun - 1]` is the present one while it runs. */
  readonly begun: number;
  readonly startedAt: string;
  readonly paused: boolean;
  /** What it waits for, in words; absent when it works. */
  readonly waitingFor?: string;
  /** Newest measurement of every check. */
  readonly measurements: readonly Measurement[];
  readonly events: readonly ReportEvent[];
  readonly outcome?: Outcome;
}

export const approve = defineUpdate<string, [Approve]>('approve');
export const promote = defineUpdate<string, [Command]>('promote');
export const pause = defineUpdate<string, [Command]>('pause');
export const resume = defineUpdate<string, [Command]>('resume');
export const abort = defineUpdate<string, [Command]>('abort');

/** The same two for hands in the Temporal UI and CLI; attributed as such. */
export const promoteSignal = defineSignal<[Partial<Command>?]>('promote');
export const abortSignal = defineSignal<[Partial<Command>?]>('abort');

export const status = defineQuery<Status>('status');

/** The name under which the workflow is registered. */
export const ROLLOUT_WORKFLOW = 'rollout';
export { TASK_QUEUE, TASK_TIMEOUT } from './queues.ts';
