import type { CheckOf } from '../../../domain/checks/check.ts';
import { DisruptionBudget } from './objects.ts';
import type { Answer, Reads } from './reads.ts';
import { selects } from './selects.ts';

/**
 * Whether a PodDisruptionBudget guards the pods (S0-135). It binds evictions only, never a rollout (D0-27): that keeps
 * to its own limits. But without one a node drain may take pods while the rollout does.
 */
export async function disruptionBudget(_check: CheckOf<'kubernetes'>, reads: Reads): Promise<Answer> {
  const [deployment, budgets] = await Promise.all([
    reads.deployment(),
    reads.list(`/apis/policy/v1/namespaces/${reads.context.target.namespace}/poddisruptionbudgets`, DisruptionBudget),
  ]);
  const labels = deployment.spec.template.metadata?.labels ?? {};
  const ours = budgets.filter(({ spec }) => selects(spec?.selector, labels));
  const [budget, ...others] = ours;
  if (budget === undefined)
    return { verdict: 'warn', detail: 'no PodDisruptionBudget selects the pods: a node drain may take all at once' };
  // The Eviction API refuses every eviction of a pod with more than one.
  if (others.length > 0)
    return { verdict: 'warn', detail: `several PodDisruptionBudgets select the pods: ${namesOf(ours)}` };
  return judged(budget);
}

function judged({ metadata: { name, generation }, status }: DisruptionBudget): Answer {
  const outdated = generation !== undefined && (status?.observedGeneration ?? 0) < generation;
  if (status === undefined || outdated) return { verdict: 'inconclusive', detail: `${name} has no current status yet` };
  const { disruptionsAllowed: value, currentHealthy, desiredHealthy } = status;
  const seen = `${name}: ${currentHealthy} healthy, ${desiredHealthy} needed, ${value} disruptions allowed`;
  const limit = `at least ${desiredHealthy} healthy pods`;
  // None allowed with enough healthy pods is how the budget is written, such as maxUnavailable 0: not our business.
  return { value, limit, verdict: currentHealthy < desiredHealthy ? 'fail' : 'pass', detail: seen };
}

const namesOf = (budgets: readonly DisruptionBudget[]): string =>
  budgets.map(({ metadata }) => metadata.name).join(', ');
