import { Report } from '../domain/report.ts';
import type { Target } from '../domain/target.ts';
import type { Deps } from './deps.ts';
import type { Ending } from './port.ts';
import type { Revision } from './workload/port.ts';

const HISTORY = 5;

/** Makes the report of a rollout, stores it, and returns it. What the cluster cannot tell any more is null. */
export async function report(deps: Deps, target: Target, ending: Ending): Promise<Report> {
  const known = await deps.records.get(ending.rollout);
  if (known) return known; // an earlier attempt stored it: a report is never written twice
  const { revisionBefore, ...rest } = ending;
  const [revisions, replicas] = await Promise.all([
    deps.workload.revisions(target).catch((): readonly Revision[] => []),
    deps.workload.count(target).catch(() => null),
  ]);
  const made = Report.parse({
    ...rest,
    schema: 'tidegate.dev/report/v1',
    timestamp: new Date().toISOString(),
    replicas,
    revision: { before: revisionBefore, after: revisions[0]?.revision ?? null },
    rollout_history: revisions
      .slice(0, HISTORY)
      .map(({ revision, changeCause }) => ({ revision, change_cause: changeCause })),
  });
  await deps.records.put(made);
  return made;
}
