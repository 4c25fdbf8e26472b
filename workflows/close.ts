import { ActivityFailure, workflowInfo } from '@temporalio/workflow';
import type { Ending, Prepared } from '../activities/port.ts';
import { under } from '../domain/epoch.ts';
import { because } from '../domain/verdict.ts';
import type { Outcome } from '../domain/verdict.ts';
import type { Approved } from './desk.ts';
import type { Journal } from './journal.ts';
import type { RolloutRequest } from './messages.ts';
import { letGo, report, tell } from './options.ts';

type Held = Pick<Prepared, 'ticket' | 'origin'>;

/** How every rollout ends: let go of the target, write the report, tell everybody. None of it changes the outcome. */
export async function close(
  request: RolloutRequest,
  journal: Journal,
  approvals: readonly Approved[],
  held: Held | undefined,
  outcome: Outcome,
): Promise<Outcome> {
  // A stranded target stays locked: nobody else may touch it before a person has looked.
  if (held && outcome.is !== 'stranded' && outcome.is !== 'promoted')
    await quietly(journal, 'unlock', () => letGo(under(held.ticket, 'wayBack')));
  journal.end(outcome);
  const ending = endingOf(request, journal, approvals, outcome);
  const target = journal.progress?.plan.target ?? targetOf(request);
  const made = await quietly(journal, 'report', () => report(target, ending));
  if (made) {
    const told = await quietly(journal, 'notify', () => tell(made));
    for (const { name, ok, error } of told ?? [])
      if (!ok) journal.note(`${name} could not be told: ${error ?? 'no reason given'}`);
  }
  return outcome;
}

/** What is missing in the end is written down; it does not turn a rollout that went well into one that did not. */
async function quietly<T>(journal: Journal, what: string, body: () => Promise<T>): Promise<T | undefined> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    journal.note(`${what} failed: ${error.cause?.message ?? error.message}`);
    return undefined;
  }
}

/** The defaults of the document's target: a refused request may never have been parsed. */
function targetOf({ document }: RolloutRequest) {
  const { cluster = 'default', namespace = 'default', kind = 'Deployment', name } = document.spec.target;
  return { cluster, namespace, kind, name };
}

function endingOf(request: RolloutRequest, journal: Journal, approvals: readonly Approved[], outcome: Outcome): Ending {
  const { workflowId, runId } = workflowInfo();
  const plan = journal.progress?.plan;
  const target = plan?.target ?? targetOf(request);
  const { spec } = request.document;
  return {
    rollout: request.rollout,
    workflowId,
    runId,
    target: workflowId.replace(/^target\//, ''),
    application: plan?.application ?? spec.application ?? target.name,
    environment: plan?.environment ?? spec.environment ?? 'production',
    namespace: target.namespace,
    cluster: target.cluster,
    strategy: plan?.strategy ?? Object.keys(spec.strategy)[0] ?? 'unknown',
    result: outcome.is,
    because: because(outcome),
    image: plan?.to.image ?? spec.revision.image,
    previous_image: plan?.from.image ?? null,
    revisionBefore: plan?.from.revision ?? null,
    started_at: journal.startedAt,
    duration_seconds: (Date.now() - Date.parse(journal.startedAt)) / 1000,
    plan_digest: plan?.digest ?? null,
    baseline: plan?.rules.baseline ?? {},
    pods: (plan?.pods ?? []).map(({ order, name, why }) => ({ order, name, why })),
    approvals: approvals.map(({ gate, by, why, at }) => ({ gate, by, why, at })),
    left: outcome.is === 'stranded' ? [...outcome.left] : [],
    events: [...journal.events],
    requested_by: request.by,
    rolled_back_from: request.rollbackFrom ?? null,
    document: request.document,
  };
}
