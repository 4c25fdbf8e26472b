import { assertNever } from '../domain/scalars.ts';
import { targetId, workflowIdOf } from '../domain/target.ts';
import type { Target } from '../domain/target.ts';
import { isFailure } from '../domain/failure.ts';
import { lastGood } from '../domain/last-good.ts';
import { summaryOf } from '../domain/report.ts';
import type { Answers, Finding, Question } from '../workflows/inquiry-messages.ts';
import type { Deps } from './deps.ts';
import { makePlan, parseDocument } from './plan/make-plan.ts';
import { touches } from './plan/touches.ts';

/** Answers a question without writing anything. */
export async function answer(deps: Deps, question: Question): Promise<Answers[Question['ask']]> {
  switch (question.ask) {
    case 'plan': {
      const document = parseDocument(question.document);
      const snapshot = await deps.workload.look(document.spec.target);
      const plan = await makePlan(deps, document, snapshot);
      return { plan, touches: touches(plan, snapshot) };
    }
    case 'doctor':
      return doctor(deps, question.targets);
    case 'revisions':
      return deps.workload.revisions(question.target);
    case 'reports': {
      const { target, result, limit } = question;
      const reports = await deps.records.list({ limit, ...(target && { target }), ...(result && { result }) });
      return reports.map(summaryOf);
    }
    case 'report':
      return (await deps.records.get(question.rollout)) ?? null;
    case 'last-good':
      return findLastGood(deps, question.target);
    default:
      return assertNever(question);
  }
}

/** How far back a good rollout is looked for; who rejected what since is among them. */
const REPORTS_READ = 500;

async function findLastGood({ workload, records }: Deps, target: Target): Promise<Answers['last-good']> {
  const [[newest], reports] = await Promise.all([
    workload.revisions(target),
    records.list({ target: targetId(target), limit: REPORTS_READ }),
  ]);
  return { now: newest?.image ?? null, good: lastGood(reports, newest?.image) ?? null };
}

async function doctor(deps: Deps, targets: readonly Target[]): Promise<readonly Finding[]> {
  const clusters = [...new Set(['default', ...targets.map(({ cluster }) => cluster)])];
  const [around, ...each] = await Promise.all([
    deps.inspect(clusters),
    ...targets.map((target) => examine(deps, target)),
  ]);
  return [...around, ...each.flat()];
}

/** A lock whose run is gone, and anything else that would keep the target from being rolled out. */
async function examine(deps: Deps, target: Target): Promise<readonly Finding[]> {
  const about = targetId(target);
  try {
    const held = await deps.workload.holder(target);
    const running = await deps.isRunning(workflowIdOf(target));
    if (held && !running)
      return [
        {
          about,
          severity: 'error',
          seen: `locked by rollout ${held.lock.rollout} since ${held.since}, but no such rollout runs (terminated?)`,
          remedy: `tidegate recover ${about} --home (back to ${held.origin.image}) or --adopt (go on to ${held.image})`,
        },
      ];
    if (held) return [{ about, severity: 'ok', seen: `rollout ${held.lock.rollout} runs` }];
    const { replicas, origin } = await deps.workload.look(target);
    return [{ about, severity: 'ok', seen: `${replicas} replicas of ${origin.image}, free` }];
  } catch (error) {
    if (!isFailure(error)) throw error;
    return [{ about, severity: 'error', seen: error.message, remedy: 'see the message' }];
  }
}
