import { checkPlan } from '../../domain/check-plan.ts';
import { compileSteps } from '../../domain/compile.ts';
import { Failure } from '../../domain/failure.ts';
import type { Replace, Step } from '../../domain/plan.ts';
import { before } from '../../domain/world.ts';
import type { Deps } from '../deps.ts';
import type { Standing } from '../port.ts';
import { sightNow } from '../sight.ts';
import { parseDocument } from './make-plan.ts';
import { conditionsOf, measureAll, rank, scopeOf } from './measure.ts';

/** Asks the strategy for the next steps, with what has been seen since, inside the envelope that was approved. */
export async function replan(
  deps: Deps,
  { document: input, plan, ticket }: Standing,
  signal: AbortSignal,
): Promise<readonly Step[]> {
  const document = parseDocument(input);
  const last = plan.steps.flatMap((s) => (s.do.op === 'replace' ? [s.do] : [])).at(-1);
  const standing = last ?? before(plan.replicas);
  const { stable, candidate } = await sightNow(deps.workload, ticket, signal);
  const [now, ranked] = await Promise.all([
    measureAll(deps, document.spec.metrics, scopeOf(ticket.target, candidate)),
    rank(deps, document, stable),
  ]);
  const compiled = compileSteps(
    document,
    { replicas: plan.replicas, pods: ranked.pods, readySeconds: 0 },
    conditionsOf(document, now.values, plan.rules.baseline),
    { standing: { stable: standing.stable, candidate: standing.candidate }, leaving: leavingOf(last) },
  );
  const found = checkPlan(compiled.steps, {
    replicas: plan.replicas,
    limits: document.spec.limits,
    largestBatch: plan.envelope.largestBatch,
    shortestStabilization: plan.envelope.shortestStabilization,
    standing: { ...before(plan.replicas), stable: standing.stable, candidate: standing.candidate },
  });
  if (found.length > 0) throw new Failure('plan-unsafe', found.map(({ message }) => message).join('; '));
  return compiled.steps;
}

const leavingOf = (last: Replace | undefined): readonly string[] => last?.next.map(({ uid }) => uid) ?? [];
