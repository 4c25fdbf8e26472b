import { Failure, isFailure } from '../../../domain/failure.ts';
import type { Origin } from '../../../domain/snapshot.ts';
import { targetId } from '../../../domain/target.ts';
import type { Target } from '../../../domain/target.ts';
import type { KubeApi } from '../../kubernetes/api.ts';
import type { Deployment, ReplicaSet } from '../../kubernetes/types.ts';
import { readingAgain } from '../../kubernetes/again.ts';
import { pointer } from '../../kubernetes/types.ts';
import type { Holder, Ticket } from '../port.ts';
import { DESIRED_REPLICAS, LOCK, MARK, ORIGIN } from './names.ts';
import { deploymentPath, replicaSetPath } from './paths.ts';
import { unmark } from './marks.ts';
import { imageOf, lockOf, lockText, parseLock } from './state.ts';
import type { View } from './view.ts';

const OBSERVED_MS = 10_000;

/**
 * Takes the lock on the Deployment and on the stable ReplicaSet: whoever writes to either must show it. The version
 * that was read is the precondition, so of two that start at once one loses. Throws Failure `locked`.
 */
export async function lock(api: KubeApi, ticket: Ticket, origin: Origin): Promise<void> {
  const { target } = ticket;
  const path = deploymentPath(target);
  const text = lockText(ticket.lock);
  const deployment = await api.get<Deployment>(path);
  const held = lockOf(deployment);
  if (held !== undefined && held !== text)
    throw new Failure('locked', `${targetId(target)}: rollout ${parseLock(held)?.rollout ?? held} holds it`);
  if (deployment.metadata.uid !== origin.uid)
    throw new Failure('target-missing', `${targetId(target)}: deleted and made again while the plan was made`);
  if (held === undefined) {
    const { template: _, ...kept } = origin;
    const note = JSON.stringify({ ...kept, candidate: ticket.image, since: new Date().toISOString() });
    await api.patch(path, {
      metadata: { resourceVersion: deployment.metadata.resourceVersion, annotations: { [LOCK]: text, [ORIGIN]: note } },
    });
  }
  // The controller copies the Deployment's annotations to this very ReplicaSet in the same moment.
  await readingAgain(() => lockStable(api, ticket, origin, deployment.spec.replicas));
}

/** Also heals `desired-replicas`: where it is wrong the controller would never roll out a new template again. */
async function lockStable(api: KubeApi, ticket: Ticket, origin: Origin, replicas: number): Promise<void> {
  const path = replicaSetPath(ticket.target, origin.replicaSet.name);
  const set = await api.get<ReplicaSet>(path);
  const text = lockText(ticket.lock);
  const desired = set.metadata.annotations?.[DESIRED_REPLICAS];
  const heal = desired !== undefined && Number(desired) !== replicas ? { [DESIRED_REPLICAS]: `${replicas}` } : {};
  if (lockOf(set) === text && Object.keys(heal).length === 0) return;
  await api.patch(path, {
    metadata: { resourceVersion: set.metadata.resourceVersion, annotations: { [LOCK]: text, ...heal } },
  });
}

/** Lets go: first the Deployment, under the test of our own lock, then what the controller copied to ReplicaSets. */
export async function unlock(api: KubeApi, view: View, ticket: Ticket): Promise<void> {
  const path = deploymentPath(ticket.target);
  const deployment = await api.get<Deployment>(path);
  if (deployment.metadata.uid !== ticket.uid) return;
  const held = parseLock(lockOf(deployment));
  if (held?.rollout === ticket.lock.rollout)
    view.deployments.take(
      await api.patch(path, [
        { op: 'test', path: `/metadata/annotations/${pointer(LOCK)}`, value: lockText(held) },
        { op: 'remove', path: `/metadata/annotations/${pointer(LOCK)}` },
        ...(deployment.metadata.annotations?.[ORIGIN] === undefined
          ? []
          : [{ op: 'remove', path: `/metadata/annotations/${pointer(ORIGIN)}` } as const]),
      ]),
    );
  await Promise.all(
    view.pods.items
      .filter(({ metadata }) => metadata.annotations?.[MARK] !== undefined && !metadata.deletionTimestamp)
      .map((pod) => unmark(api, ticket.target, pod)),
  );
  await untilObserved(view);
  // The controller copies annotations on its own time, so look until none is left, a few times at most.
  for (let round = 0; round < 5; round += 1) {
    const left = view.owned.filter(
      ({ metadata: { annotations: a } }) => a?.[LOCK] !== undefined || a?.[ORIGIN] !== undefined,
    );
    if (left.length === 0) return;
    await Promise.all(left.map((set) => release(api, view, ticket.target, set)));
  }
}

/**
 * Until the controller has acted on the Deployment without the lock it may copy the lock to a ReplicaSet once more. A
 * controller that is down copies nothing, so it is not waited for long.
 */
async function untilObserved(view: View): Promise<void> {
  const time = AbortSignal.timeout(OBSERVED_MS);
  const observed = (): boolean => {
    const { metadata, status } = view.deployment ?? {};
    return (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
  };
  await view.until(time, observed).catch((error: unknown) => {
    if (!time.aborted) throw error;
  });
  if (view.deployment) await view.refresh();
}

async function release(
  api: KubeApi,
  view: View,
  target: Target,
  { metadata: { name, uid } }: ReplicaSet,
): Promise<void> {
  try {
    view.replicaSets.take(
      await api.patch(replicaSetPath(target, name), {
        metadata: { uid, annotations: { [LOCK]: null, [ORIGIN]: null } },
      }),
    );
  } catch (error) {
    if (!isFailure(error, 'target-missing', 'write-conflict')) throw error; // gone, or read again in the next round
  }
}

/** What the target's own annotations say of the rollout that holds it. */
export async function holder(api: KubeApi, target: Target): Promise<Holder | undefined> {
  const deployment = await api.get<Deployment>(deploymentPath(target));
  const held = parseLock(lockOf(deployment));
  const note = deployment.metadata.annotations?.[ORIGIN];
  if (!held || note === undefined) return undefined;
  // Written by `lock` above; a note that somebody else edited fails to parse and is reported as such by the caller.
  const { candidate, since, ...kept } = JSON.parse(note) as Omit<Origin, 'template'> & {
    candidate: string;
    since: string;
  };
  return {
    lock: held,
    origin: { ...kept, template: await templateOf(api, target, deployment, kept) },
    image: candidate,
    since,
  };
}

/** The stable template: still the Deployment's, or kept by the stable ReplicaSet. */
async function templateOf(
  api: KubeApi,
  target: Target,
  deployment: Deployment,
  { image, container, replicaSet }: Omit<Origin, 'template'>,
): Promise<object> {
  if (imageOf(deployment.spec.template, container) === image) return deployment.spec.template;
  const { spec } = await api.get<ReplicaSet>(replicaSetPath(target, replicaSet.name));
  const { 'pod-template-hash': _, ...labels } = spec.template.metadata?.labels ?? {};
  return { ...spec.template, metadata: { ...spec.template.metadata, labels } };
}
