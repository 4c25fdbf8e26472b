import { newRolloutId } from '../../clients/rollout-id.ts';
import { anApp, rolloutOf } from '../support/rig.ts';
import type { Rig } from '../support/rig.ts';

export interface Large {
  readonly pods: number;
  /** Events in the history of each run of the rollout, first to last. */
  readonly events: readonly number[];
  readonly seconds: number;
}

/** A rollout of very many pods, one hundredth of them at a time: does its history stay short? */
export async function measureLarge(rig: Rig, pods: number): Promise<Large> {
  const app = await anApp(rig, pods);
  const begun = performance.now();
  const document = rolloutOf(app, 'web:1.1.0', {
    strategy: { balanced: {} },
    limits: { maxSurge: '1%' },
    stabilization: { for: '0s', readyWithin: '10m' },
    monitor: { for: '0s', every: '1s' },
  });
  const { workflowId } = await rig.rollouts.start({ rollout: newRolloutId(), document, by: 'bench' });
  const outcome = (await rig.client.workflow.getHandle(workflowId).result()) as { is: string };
  if (outcome.is !== 'promoted') throw new Error(`the rollout ended ${JSON.stringify(outcome)}`);
  const events: number[] = [];
  for await (const { runId } of rig.client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    events.unshift((await rig.client.workflow.getHandle(workflowId, runId).describe()).historyLength);
  return { pods, events, seconds: (performance.now() - begun) / 1000 };
}
