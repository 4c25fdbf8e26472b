import {
  ActivityFailure,
  CancelledFailure,
  CancellationScope,
  makeContinueAsNewFunc,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Prepared } from '../activities/port.ts';
import { under } from '../domain/epoch.ts';
import { wayBack } from '../domain/plan.ts';
import type { Outcome } from '../domain/verdict.ts';
import { ApplicationAttribute, ClusterAttribute, EnvironmentAttribute } from './attributes.ts';
import { close } from './close.ts';
import { Desk } from './desk.ts';
import type { Approved } from './desk.ts';
import { effectsOf } from './effects.ts';
import { interpret } from './interpret.ts';
import type { Progress } from './interpret.ts';
import { Journal } from './journal.ts';
import type { Pages } from './journal.ts';
import type { RolloutRequest } from './messages.ts';
import { brake, prepare } from './options.ts';

/** What one run hands to the next. Plain JSON. */
export interface Carried {
  readonly held: Pick<Prepared, 'ticket' | 'origin'>;
  readonly progress: Progress;
  readonly pages: Pages;
  readonly approvals: readonly Approved[];
}

/** Rolls out one revision on one target. The workflow's id is the target, and so the lock on it. */
export async function rollout(request: RolloutRequest, carried?: Carried): Promise<Outcome> {
  const journal = new Journal(request, carried?.pages);
  let held: Carried['held'] | undefined = carried?.held;
  const desk = new Desk(journal, carried?.approvals ?? [], () => brakeNow(journal, held));
  desk.listen();
  if (carried) journal.progress = carried.progress;
  else journal.note(`asked for by ${request.by}${request.why ? `: ${request.why}` : ''}`, { by: request.by });

  const begun = carried ?? (await begin(request, journal));
  if ('is' in begun) return close(request, journal, desk.approvals, undefined, begun);
  held = begun.held;
  const { progress } = begun;
  journal.progress = progress;
  void deadline(desk, progress.plan.envelope.latestEnd);
  const goOnAsNew = (): Promise<never> =>
    nextRun(request, { held: begun.held, progress, pages: journal.pages, approvals: desk.approvals });
  const outcome = await interpret(progress, effectsOf({ request, held, journal, desk, progress, goOnAsNew }));
  await CancellationScope.nonCancellable(() => close(request, journal, desk.approvals, begun.held, outcome));
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('cancelled in Temporal');
  return outcome;
}

const nextRun = makeContinueAsNewFunc<typeof rollout>({ workflowType: 'rollout' });

/** Lock, snapshot, baseline, plan; or why nothing was touched. */
async function begin(request: RolloutRequest, journal: Journal): Promise<Pick<Carried, 'held' | 'progress'> | Outcome> {
  try {
    const { plan, ...held } = await prepare(request);
    upsertSearchAttributes([
      { key: ApplicationAttribute, value: plan.application },
      { key: EnvironmentAttribute, value: plan.environment },
      { key: ClusterAttribute, value: plan.target.cluster },
    ]);
    journal.note(`planned: ${plan.steps.length} steps, ${plan.pods.length} pods, digest ${plan.digest.slice(0, 12)}`);
    for (const notice of plan.notices) journal.note(`note: ${notice}`);
    return { held, progress: { plan, begun: 0 } };
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return { is: 'refused', because: error.cause?.message ?? error.message };
  }
}

/** The first write of the way back, if there is anything to take back. What fails here `takeBack` does again. */
async function brakeNow(journal: Journal, held: Carried['held'] | undefined): Promise<void> {
  const { progress } = journal;
  if (!held || !progress || !wayBack(progress.plan.steps, progress.begun)?.length) return;
  try {
    await CancellationScope.nonCancellable(() => brake(under(held.ticket, 'wayBack'), held.origin));
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    journal.note(`the brake did not hold (${error.cause?.message ?? error.message}); the way back tries again`);
  }
}

/** Stops the rollout when its time is up, unless a person is being waited for to decide. */
async function deadline(desk: Desk, latestEnd: string): Promise<void> {
  try {
    await sleep(Math.max(1, Date.parse(latestEnd) - Date.now()), { summary: 'deadline of the rollout' });
    desk.stop(`the deadline ${latestEnd} has passed`);
  } catch (error) {
    if (!(error instanceof CancelledFailure)) throw error; // the rollout itself was cancelled
  }
}
