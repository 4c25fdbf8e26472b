import type { Plan } from '../domain/plan.ts';
import type { Report, ReportSummary } from '../domain/report.ts';
import type { RolloutInput } from '../domain/rollout.ts';
import type { Target } from '../domain/target.ts';

/** Something wrong or noteworthy around us. */
export interface Finding {
  readonly about: string;
  readonly severity: 'ok' | 'warning' | 'error';
  readonly seen: string;
  /** What to do; absent when all is well. */
  readonly remedy?: string;
}

export interface RevisionSeen {
  readonly revision: number;
  readonly image: string;
  readonly changeCause: string | null;
  readonly createdAt: string;
}

/** What can be asked without changing anything. */
export type Question =
  | { readonly ask: 'plan'; readonly document: RolloutInput }
  | { readonly ask: 'doctor'; readonly targets: readonly Target[] }
  | { readonly ask: 'revisions'; readonly target: Target }
  | { readonly ask: 'reports'; readonly target?: string; readonly result?: Report['result']; readonly limit: number }
  | { readonly ask: 'report'; readonly rollout: string }
  | { readonly ask: 'last-good'; readonly target: Target };

export interface Answers {
  /** `touches`: every object and field that the rollout would write, in words. */
  readonly plan: { readonly plan: Plan; readonly touches: readonly string[] };
  readonly doctor: readonly Finding[];
  readonly revisions: readonly RevisionSeen[];
  readonly reports: readonly ReportSummary[];
  /** null: no such report. */
  readonly report: Report | null;
  /** The image that runs, and the rollout that a rollback returns to; null: no such. */
  readonly 'last-good': { readonly now: string | null; readonly good: Report | null };
}

/** Registered name of the workflow that answers; argument {@link Question}, result the answer of the same name. */
export const INQUIRY_WORKFLOW = 'inquiry';

/** Registered name of the workflow that frees a target whose run is gone; it runs under the target's workflow id. */
export const RECOVER_WORKFLOW = 'recover';

export interface RecoverRequest {
  readonly target: Target;
  /** `home`: back to the stable revision. `adopt`: let the candidate roll out natively and release the target. */
  readonly way: 'home' | 'adopt';
  readonly by: string;
  readonly why: string;
}
