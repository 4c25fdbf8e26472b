import { isPivot, wayBack } from '../domain/plan.ts';
import type { Action, Plan, Step, Watch } from '../domain/plan.ts';
import { StepFailed } from '../domain/verdict.ts';
import type { Outcome, Verdict } from '../domain/verdict.ts';

/** All that the interpreter may do to the world. Temporal supplies it in production, a model in tests. */
export interface Effects {
  /** Rejects with StepFailed when the action is known not to have succeeded, or its fate is unknown. */
  act(action: Action, key: string): Promise<void>;
  /** Carries out an undo. Rejects with StepFailed only when it has given up for good. */
  takeBack(action: Action, key: string): Promise<void>;
  watch(watch: Watch, key: string): Promise<Verdict>;
  replan(progress: Progress): Promise<readonly Step[]>;
  /** Waits while paused. Says why the rollout must stop, if it must. */
  mayBegin(progress: Progress): Promise<string | undefined>;
  /** Asks what a failed step means here: the policy decides, or a person. `unknown`: it could not be judged. */
  onFailure(step: Step, because: string, unknown: boolean): Promise<'home' | 'retry' | 'go-on'>;
  /** Runs `body` out of reach of cancellation. */
  shielded<T>(body: () => Promise<T>): Promise<T>;
}

/** What must outlive a continue-as-new. */
export interface Progress {
  plan: Plan;
  /** Steps that have begun, the present one included. */
  begun: number;
}

/**
 * Carries out a plan, or leads the way back. The only place in the program that knows what a saga is. It never learns
 * the strategy's name; a step counts as begun before its effect, because an effect that timed out may have happened;
 * a bug is thrown, never mistaken for a reason to take production back.
 */
export async function interpret(progress: Progress, effects: Effects): Promise<Outcome> {
  for (let step = progress.plan.steps[progress.begun]; step; step = progress.plan.steps[progress.begun]) {
    const stop = await effects.mayBegin(progress);
    if (stop !== undefined) return goHome(progress, effects, stop);
    const key = `${progress.begun}`;
    progress.begun += 1;
    const failed = await attempt(step, progress, effects, key);
    if (failed === undefined) continue;
    if (isPivot(step)) return { is: 'halted', because: failed.because };
    const decision = await effects.onFailure(step, failed.because, failed.unknown);
    if (decision === 'home') return goHome(progress, effects, failed.because, failed.postpone);
    if (decision === 'retry') progress.begun -= 1;
  }
  return { is: 'promoted' };
}

interface Failed {
  readonly because: string;
  readonly unknown: boolean;
  /** It may pass at another hour. */
  readonly postpone: boolean;
}

/** Why the step failed; undefined when it passed. */
async function attempt(step: Step, progress: Progress, effects: Effects, key: string): Promise<Failed | undefined> {
  try {
    if ('undo' in step) await effects.act(step.do, key);
    else if (step.do.op === 'replan') {
      const more = await effects.replan(progress);
      progress.plan = { ...progress.plan, steps: [...progress.plan.steps, ...more] };
    } else {
      const verdict = await effects.watch(step.do, key);
      if (verdict.is !== 'pass')
        return {
          because: verdict.because,
          unknown: verdict.is === 'inconclusive',
          postpone: verdict.is === 'fail' && verdict.postpone === true,
        };
    }
    return undefined;
  } catch (error) {
    if (error instanceof StepFailed) return { because: error.message, unknown: false, postpone: false };
    throw error;
  }
}

/** The way back is a list of actions too, carried out where no cancellation reaches. */
async function goHome(
  { plan, begun }: Progress,
  effects: Effects,
  because: string,
  postpone = false,
): Promise<Outcome> {
  const back = wayBack(plan.steps, begun);
  if (back === undefined) return { is: 'halted', because };
  if (back.length === 0)
    return { is: postpone ? 'postponed' : 'refused', because: `${because}; nothing had been touched` };
  return effects.shielded(async () => {
    for (const [i, action] of back.entries()) {
      try {
        await effects.takeBack(action, `back-${i}`);
      } catch (error) {
        if (!(error instanceof StepFailed)) throw error;
        const left = back
          .slice(i)
          .map((a) => (a.op === 'replace' ? 'the stable revision is not back everywhere' : a.op));
        return { is: 'stranded', because: `${because}; then ${error.message}`, left };
      }
    }
    return { is: 'rolled-back', because };
  });
}
