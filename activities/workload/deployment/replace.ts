import { Failure, isFailure } from '../../../domain/failure.ts';
import type { Replace } from '../../../domain/plan.ts';
import type { Batch } from '../../../domain/batch.ts';
import { targetId } from '../../../domain/target.ts';
import type { KubeApi } from '../../kubernetes/api.ts';
import type { Deployment, JsonPatch, ReplicaSet } from '../../kubernetes/types.ts';
import { pointer } from '../../kubernetes/types.ts';
import type { Progress, Ticket } from '../port.ts';
import { mark, present } from './marks.ts';
import { CHANGE_CAUSE, LATCH, LOCK } from './names.ts';
import { deploymentPath, replicaSetPath } from './paths.ts';
import { assertHeld, imageOf, isLatched, isReady, lockOf, lockText, sceneOf, troubleOf } from './state.ts';
import type { Scene } from './state.ts';
import type { View } from './view.ts';

/** The first operation of every JSON Patch of ours: another epoch's write is refused by the API server itself. */
const ours = ({ lock }: Ticket): JsonPatch[number] => ({
  op: 'test',
  path: `/metadata/annotations/${pointer(LOCK)}`,
  value: lockText(lock),
});

/**
 * Brings the workload to `action.stable` stable pods with candidates beside them, and waits until the controllers have
 * acted on it (not until the candidates are ready: that is for `stabilize` to watch). Reads first, so it may be
 * called again after a crash anywhere.
 */
export async function replace(
  view: View,
  ticket: Ticket,
  action: Replace,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  const { api } = view;
  await markLeaving(view, ticket, action);
  await open(view, ticket, action.batch);
  await view.until(signal, () => sound(view, ticket).candidate !== undefined);
  await letGo(view, ticket, action, signal, progress);
  // Not before the last ones have gone: of two marked pods the controller would take either.
  await view.until(signal, () => haveGone(view, sound(view, ticket), ticket, action));
  const { stable } = sound(view, ticket);
  if (stable && action.next.length > 0) await mark(api, view, present(view.podsOf(stable), action.next));
  progress(`waiting for the controllers: ${action.stable} stable, ${action.candidate} candidates`);
  await view.until(signal, () => standsAt(view, ticket, action));
}

/** Where capacity is given up first, the very first write lets pods go: they must be marked before it. */
async function markLeaving(view: View, ticket: Ticket, { leaving = [] }: Replace): Promise<void> {
  const { deployment, stable } = sound(view, ticket);
  if (stable && !isLatched(deployment)) await mark(view.api, view, present(view.podsOf(stable), leaving));
}

/** The candidate's template and the latch in one write; later, a change of the batch. */
async function open(view: View, ticket: Ticket, batch: Batch): Promise<void> {
  const { deployment } = sound(view, ticket);
  const { spec } = deployment;
  const started = imageOf(spec.template, ticket.container) === ticket.image;
  const rollingUpdate = { maxSurge: batch.surge, maxUnavailable: batch.unavailable };
  const paced =
    spec.strategy.rollingUpdate?.maxSurge === batch.surge &&
    spec.strategy.rollingUpdate.maxUnavailable === batch.unavailable;
  if (started && (paced || !isLatched(deployment))) return;
  const index = spec.template.spec.containers.findIndex(({ name }) => name === ticket.container);
  const image = `/spec/template/spec/containers/${index}/image`;
  const start: JsonPatch = [
    { op: 'test', path: image, value: spec.template.spec.containers[index]?.image },
    { op: 'replace', path: image, value: ticket.image },
    { op: 'add', path: '/spec/minReadySeconds', value: LATCH.minReadySeconds },
    { op: 'add', path: '/spec/progressDeadlineSeconds', value: LATCH.progressDeadlineSeconds },
    { op: 'add', path: '/spec/paused', value: false },
    { op: 'add', path: `/metadata/annotations/${pointer(CHANGE_CAUSE)}`, value: ticket.changeCause },
  ];
  const pace: JsonPatch = [{ op: 'add', path: '/spec/strategy', value: { type: 'RollingUpdate', rollingUpdate } }];
  const patch = [ours(ticket), ...(started ? [] : start), ...pace];
  view.deployments.take(await view.api.patch<Deployment>(deploymentPath(ticket.target), patch));
}

/** Lowers the stable ReplicaSet to its absolute count, while nobody is missing. */
async function letGo(
  view: View,
  ticket: Ticket,
  action: Replace,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  for (;;) {
    const scene = sound(view, ticket);
    const goal = stableGoal(scene, ticket, action);
    if (!scene.stable || scene.stable.spec.replicas <= goal) return;
    const { stable } = scene;
    assertHeld(targetId(ticket.target), lockOf(stable), ticket.lock);
    const lowest = lowestNow(view, scene, ticket, action);
    if (lowest === undefined) {
      progress(`holding: pods are missing, so ${targetId(ticket.target)} is not touched until they are back`);
      await view.until(signal, () => lowestNow(view, sound(view, ticket), ticket, action) !== undefined);
      continue;
    }
    try {
      view.replicaSets.take(await scaleStable(view.api, ticket, stable, lowest));
    } catch (error) {
      // Somebody wrote to it since it was read. Wait for the newer version, then look again from the start.
      if (!isFailure(error, 'write-conflict')) throw error;
      const old = stable.metadata.resourceVersion;
      await view.until(signal, () => sound(view, ticket).stable?.metadata.resourceVersion !== old);
    }
  }
}

const scaleStable = (api: KubeApi, ticket: Ticket, { metadata }: ReplicaSet, replicas: number): Promise<ReplicaSet> =>
  api.patch<ReplicaSet>(replicaSetPath(ticket.target, metadata.name), [
    ours(ticket),
    { op: 'test', path: '/metadata/uid', value: metadata.uid },
    { op: 'test', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
    { op: 'replace', path: '/spec/replicas', value: replicas },
  ]);

/** The scene, or Failure `other-hand`: we never fight another writer. */
export function sound(view: View, ticket: Ticket): Scene {
  const scene = sceneOf(view, ticket);
  const trouble = troubleOf(scene, ticket);
  if (trouble !== undefined) throw new Failure('other-hand', `${targetId(ticket.target)}: ${trouble}`);
  return scene;
}

/** The plan's count as a share of the live replicas, which an autoscaler may have changed since. */
function stableGoal({ deployment }: Scene, { replicas }: Ticket, { stable }: Replace): number {
  const live = deployment.spec.replicas;
  return live === replicas ? stable : Math.ceil((stable * live) / replicas);
}

/**
 * How low the stable side may go now: after the write at least the floor must be Ready, counting only what is Ready
 * now. It goes as planned or not at all; where the replicas were changed since, one batch of the plan may have become
 * more than one, and it goes as far as it can. Undefined: not at all.
 */
function lowestNow(view: View, scene: Scene, ticket: Ticket, action: Replace): number | undefined {
  const { deployment, stable, candidate } = scene;
  if (!stable || !candidate) return undefined;
  // Pods that were told to go are there until their controller has acted: no set has more than it asks for.
  const ready = (set: ReplicaSet): number => Math.min(set.spec.replicas, view.podsOf(set).filter(isReady).length);
  const spare = ready(stable) + ready(candidate) - (deployment.spec.replicas - action.batch.unavailable);
  if (spare < 0) return undefined;
  // Pods that are not ready go first, so only the others cost capacity.
  const unready = Math.min(stable.spec.replicas, view.podsOf(stable).length) - ready(stable);
  const goal = stableGoal(scene, ticket, action);
  const lowest = Math.max(goal, stable.spec.replicas - unready - spare);
  const partly = deployment.spec.replicas !== ticket.replicas && lowest < stable.spec.replicas;
  return lowest === goal || partly ? lowest : undefined;
}

const haveGone = (view: View, scene: Scene, ticket: Ticket, action: Replace): boolean =>
  !scene.stable || view.podsOf(scene.stable).length <= stableGoal(scene, ticket, action);

function standsAt(view: View, ticket: Ticket, action: Replace): boolean {
  const scene = sound(view, ticket);
  const { deployment, stable, candidate } = scene;
  const goal = stableGoal(scene, ticket, action);
  const live = deployment.spec.replicas;
  const wanted = live === ticket.replicas ? action.candidate : Math.min(live, live + action.batch.surge - goal);
  const acted = deployment.status?.observedGeneration === deployment.metadata.generation;
  const old = stable?.spec.replicas ?? 0;
  return acted && old <= goal && haveGone(view, scene, ticket, action) && (candidate?.spec.replicas ?? 0) >= wanted;
}
