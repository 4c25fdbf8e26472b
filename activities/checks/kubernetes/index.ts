import { checkName } from '../../../domain/checks/check.ts';
import type { CheckOf } from '../../../domain/checks/check.ts';
import type { Measurement } from '../../../domain/verdict.ts';
import type { Ask } from '../port.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { healthyPods, restarts } from './pods.ts';
import { quota } from './quota.ts';
import { readsOf } from './reads.ts';
import type { Answer, Reads } from './reads.ts';
import { schedulable } from './schedulable.ts';

type Question = CheckOf<'kubernetes'>['ask'][number];

const QUESTIONS = {
  'healthy-pods': healthyPods,
  restarts,
  schedulable,
  quota,
  'disruption-budget': disruptionBudget,
} as const satisfies Record<Question, (check: CheckOf<'kubernetes'>, reads: Reads) => Promise<Answer>>;

/** Asks the cluster; each question is a measurement of its own, so that one without rights leaves the others (D0-20). */
export const askKubernetes: Ask<'kubernetes'> = (check, context) => {
  const reads = readsOf(context);
  return Promise.all(
    [...new Set(check.ask)].map(async (question): Promise<Measurement> => {
      const named = { check: `${checkName(check)}/${question}` };
      try {
        return { ...named, ...(await QUESTIONS[question](check, reads)) };
      } catch (error) {
        return { ...named, verdict: 'inconclusive', detail: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
};
