import type { Check, GateName } from './checks/check.ts';
import type { Metrics } from './checks/metric.ts';
import type { Batch } from './batch.ts';
import type { Duration } from './scalars.ts';
import type { Target } from './target.ts';

export interface PodRef {
  readonly name: string;
  readonly uid: string;
}

/**
 * So many stable pods remain; the controller fills up with candidates to replicas + surge. Absolute: doing it twice
 * is doing it once. Counts are of `plan.replicas`; when an autoscaler has changed the live count they are taken as a
 * share of it.
 */
export interface Replace {
  readonly op: 'replace';
  readonly stable: number;
  readonly candidate: number;
  readonly batch: Batch;
  /** Stable pods that go with the very first write, because the batch gives up capacity first. */
  readonly leaving?: readonly PodRef[];
  /** Stable pods marked to go when these candidates are approved, in order. Empty: the live order decides. */
  readonly next: readonly PodRef[];
  /** A tranche of many batches: where it begins, and what must hold after each batch before the next. */
  readonly tranche?: { readonly from: number; readonly each: readonly Watch[] };
}

/** Changes the world. Every action is idempotent and states the end, not the difference. */
export type Action =
  | Replace
  /** The pivot: the candidate is the stable revision, the lock is released. */
  | { readonly op: 'promote' };

/** Watches the world and decides whether to go on. */
export type Watch =
  /** `candidate` pods become ready within `readyWithin` and stay so for `window`; ends at once on a breach. */
  | {
      readonly op: 'stabilize';
      readonly candidate: number;
      readonly window: Duration;
      readonly readyWithin: Duration;
    }
  /** The checks of a gate, asked again and again over a window; ends at once on a failure. */
  | { readonly op: 'analyse'; readonly gate: GateName; readonly window: Duration; readonly every: Duration }
  /** The checks of a gate, asked concurrently. */
  | { readonly op: 'gate'; readonly gate: 'controls'; readonly name: GateName }
  /** The checks of a gate, asked again and again until they pass; waits where another gate fails. */
  | {
      readonly op: 'gate';
      readonly gate: 'window';
      readonly name: GateName;
      readonly every: Duration;
      readonly deadline: Duration;
    }
  /** A person agrees. */
  | {
      readonly op: 'gate';
      readonly gate: 'approval';
      readonly name: string;
      readonly by?: readonly string[];
      readonly deadline: Duration;
    };
export type Approval = Extract<Watch, { gate: 'approval' }>;
export type Window = Extract<Watch, { gate: 'window' }>;

/** Asks the strategy again, with what has been seen since. Only the last step of a plan may ask. */
export interface Replan {
  readonly op: 'replan';
}

export type Step = {
  /** One sentence for the operator and the audit trail. */
  readonly why: string;
} & ({ readonly do: Action; readonly undo: readonly Action[] } | { readonly do: Watch | Replan });

/** One pod's place in the plan. Seconds are estimates; `domain/estimates.ts` has the formulas. */
export interface PodPlan extends PodRef {
  /** 1 goes first. */
  readonly order: number;
  readonly why: string;
  readonly estimatedSeconds: number;
  readonly stabilizationSeconds: number;
  /** Share of the workload's requests that moves when it goes, 0 to 1. */
  readonly trafficImpact: number;
}

/** What was approved: no later step may pass it, whatever a replan asks for. */
export interface Envelope {
  readonly largestBatch: number;
  readonly shortestStabilization: Duration;
  /** ISO 8601; passing it leads home. */
  readonly latestEnd: string;
}

/** What the watches judge by; pinned when the plan is made. */
export interface Rules {
  readonly metrics: Metrics;
  readonly gates: Readonly<Record<GateName, readonly Check[]>>;
  /** Value of each metric before anything changed; null when it could not be measured. */
  readonly baseline: Readonly<Record<string, number | null>>;
  readonly baselineAt: string;
  readonly onInconclusive: { readonly retryFor: Duration; readonly then: 'fail' | 'hold' };
}

export interface Plan {
  readonly name: string;
  readonly target: Target;
  readonly application: string;
  readonly environment: string;
  readonly strategy: string;
  readonly from: { readonly image: string; readonly revision: number };
  readonly to: { readonly image: string; readonly requested: string };
  readonly replicas: number;
  readonly onFailure: 'rollback' | 'hold';
  readonly envelope: Envelope;
  readonly pods: readonly PodPlan[];
  readonly notices: readonly string[];
  readonly rules: Rules;
  readonly steps: readonly Step[];
  /** Hex SHA-256 of the canonical JSON of all the rest: what an approval binds to. */
  readonly digest: string;
}

const WATCHES: readonly string[] = ['stabilize', 'analyse', 'gate'];
export const isWatch = (what: Action | Watch | Replan): what is Watch => WATCHES.includes(what.op);
export const undoOf = (step: Step): readonly Action[] => ('undo' in step ? step.undo : []);
export const isPivot = (step: Step): boolean => step.do.op === 'promote';

/**
 * The way back from having begun the first `begun` steps; undefined once the pivot has begun. Undos are absolute, so
 * only the oldest of each op matters, newest op first: the way back is short however far the plan had come.
 */
export function wayBack(steps: readonly Step[], begun: number): readonly Action[] | undefined {
  const past = steps.slice(0, begun);
  if (past.some(isPivot)) return undefined;
  const back = past.toReversed().flatMap(undoOf);
  return back.filter((action, i) => !back.slice(i + 1).some((older) => older.op === action.op));
}
