import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { OutcomeAttribute, PhaseAttribute } from '../workflows/attributes.ts';
import { ROLLOUT_WORKFLOW } from '../workflows/messages.ts';

export interface ListOptions {
  readonly running: boolean;
  readonly limit: number;
}

/** One run in a list. */
export interface Listed {
  readonly target: string;
  readonly rollout: string;
  readonly image: string;
  readonly requestedBy: string;
  /** Phase or outcome where the workflow has published it, else Temporal's word on the run. */
  readonly state: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly workflowId: string;
  readonly runId: string;
}

/** Runs as the visibility store knows them, the newest first; it lags by up to a second. */
export async function listRuns(client: Client, { running, limit }: ListOptions): Promise<readonly Listed[]> {
  const query = `WorkflowType = '${ROLLOUT_WORKFLOW}'${running ? " AND ExecutionStatus = 'Running'" : ''}`;
  const listed: Listed[] = [];
  for await (const info of client.workflow.list({ query, pageSize: Math.min(limit, 200) })) {
    listed.push(listedOf(info));
    if (listed.length >= limit) break;
  }
  return listed.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
}

function listedOf(info: WorkflowExecutionInfo): Listed {
  const { rollout, image, requestedBy } = info.memo ?? {};
  return {
    target: info.workflowId.replace(/^target\//, ''),
    rollout: text(rollout),
    image: text(image),
    requestedBy: text(requestedBy),
    state: stateOf(info),
    startedAt: info.startTime.toISOString(),
    ...(info.closeTime && { endedAt: info.closeTime.toISOString() }),
    workflowId: info.workflowId,
    runId: info.runId,
  };
}

/** A phase is believed only while the run is: a terminated one cannot take its last phase back. */
function stateOf({ typedSearchAttributes: attributes, status }: WorkflowExecutionInfo): string {
  const published = status.name === 'RUNNING' ? attributes.get(PhaseAttribute) : attributes.get(OutcomeAttribute);
  return published ?? status.name.toLowerCase().replaceAll('_', '-');
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
