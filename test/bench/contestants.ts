import { readFile } from 'node:fs/promises';
import { KubeApi } from '../../activities/kubernetes/api.ts';
import { connectWith } from '../../activities/kubernetes/connect.ts';
import { ticketOf } from '../../activities/plan/prepare.ts';
import { deploymentWorkload } from '../../activities/workload/deployment/index.ts';
import { newRolloutId } from '../../clients/rollout-id.ts';
import { compilePlan } from '../../domain/compile.ts';
import { EPOCH } from '../../domain/epoch.ts';
import { RolloutDocument } from '../../domain/rollout.ts';
import type { Cluster } from '../../infra/devstack/cluster.ts';
import { rolloutOf } from '../support/rig.ts';
import type { App } from '../support/rig.ts';
import type { Slot } from '../chaos/slots.ts';

export interface Arena {
  readonly cluster: Cluster;
  readonly slot: Slot;
}

/** One way to replace every pod of a Deployment, one at a time. Resolves when it thinks it is done. */
export type Contestant = (arena: Arena, app: App, image: string, replicas: number) => Promise<void>;

const documentOf = (app: App, image: string) =>
  rolloutOf(app, image, { stabilization: { for: '0s', readyWithin: '2m' }, monitor: { for: '0s', every: '1s' } });

/** The stock controller's rolling update, maxSurge 1, maxUnavailable 0. */
export const native: Contestant = async ({ cluster }, { namespace }, image) => {
  const spec = {
    strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: { spec: { containers: [{ name: 'web', image }] } },
  };
  await cluster.kubectl(['-n', namespace, 'patch', 'deployment/web', '-p', JSON.stringify({ spec })]);
};

/** The same latch with the same client, driven by a plain loop: the price of durability is what comes on top. */
export const floor: Contestant = async ({ cluster }, app, image) => {
  const api = new KubeApi(await connectWith(await readFile(cluster.kubeconfig.tidegate, 'utf8')));
  const workload = deploymentWorkload(async () => api);
  const document = RolloutDocument.parse(documentOf(app, image));
  const snapshot = await workload.look(app.target);
  const plan = compilePlan(document, snapshot, {
    baseline: {},
    conditions: {},
    now: new Date().toISOString(),
    image,
    notices: [],
  });
  const rollout = newRolloutId();
  const ticket = ticketOf(document, snapshot, plan, { rollout, epoch: EPOCH.forward }, { by: 'floor', rollout });
  const never = new AbortController().signal;
  const nothing = (): void => undefined;
  await workload.lock(ticket, snapshot.origin);
  for (const { do: step } of plan.steps.flatMap((s) => loosened(s, snapshot.replicas))) {
    if (step.op === 'replace') await workload.replace(ticket, step, never, nothing);
    if (step.op === 'stabilize')
      await workload.watch(
        ticket,
        never,
        ({ candidate }) => candidate.filter((pod) => pod.ready).length >= step.candidate,
      );
  }
  await workload.settle(ticket, snapshot.origin, never);
  await workload.promote(ticket);
  await workload.close();
  await api.close();
};

type Step = ReturnType<typeof compilePlan>['steps'][number];

/** A tranche as the batches it stands for. */
function loosened(step: Step, replicas: number): readonly Pick<Step, 'do'>[] {
  const action = step.do;
  if (action.op !== 'replace' || !action.tranche) return [step];
  const { tranche, ...rest } = action;
  const first = tranche.from === replicas ? replicas : tranche.from - 1;
  return Array.from({ length: first - action.stable + 1 }, (_, i) => first - i).flatMap((stable) => {
    const candidate = Math.min(replicas, replicas + 1 - stable);
    return [
      { do: { ...rest, stable, candidate } },
      { do: { op: 'stabilize', candidate, window: '0s', readyWithin: '2m' } },
    ];
  });
}

/** Tidegate itself. */
export const ours: Contestant = async ({ slot }, app, image) => {
  const { workflowId } = await slot.rollouts.start({
    rollout: newRolloutId(),
    document: documentOf(app, image),
    by: 'bench',
  });
  const outcome = (await slot.client.workflow.getHandle(workflowId).result()) as { is: string };
  if (outcome.is !== 'promoted') throw new Error(`the rollout ended ${JSON.stringify(outcome)}`);
};
