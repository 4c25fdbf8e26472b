import type { WorkflowExecutionDescription } from '@temporalio/client';

type Pending = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

/** What the activities of a run say they are doing: the error they retry after, else the note of their last heartbeat. */
export const doingNow = (description: WorkflowExecutionDescription): readonly string[] =>
  (description.raw.pendingActivities ?? []).flatMap((activity) => troubleOf(activity) ?? noteOf(activity) ?? []);

function noteOf({ heartbeatDetails }: Pending): string | undefined {
  const data = heartbeatDetails?.payloads?.[0]?.data;
  if (!data) return undefined;
  try {
    const details: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    return typeof details === 'object' && details !== null && 'note' in details && typeof details.note === 'string'
      ? details.note
      : undefined;
  } catch {
    return undefined; // encoded by somebody's codec: there is nothing readable to show
  }
}

function troubleOf({ activityType, attempt, lastFailure }: Pending): string | undefined {
  if (!lastFailure?.message) return undefined;
  return `${activityType?.name ?? 'activity'}, attempt ${attempt ?? 1}, after: ${lastFailure.message}`;
}
