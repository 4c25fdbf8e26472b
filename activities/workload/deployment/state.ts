import { Failure } from '../../../domain/failure.ts';
import type { PodSeen } from '../../../domain/snapshot.ts';
import { targetId } from '../../../domain/target.ts';
import type { Deployment, Pod, ReplicaSet } from '../../kubernetes/types.ts';
import type { Lock, Sighting, Ticket } from '../port.ts';
import { HASH, LATCH, LOCK, REVISION } from './names.ts';
import type { View } from './view.ts';

export const lockText = ({ rollout, epoch }: Lock): string => `${rollout}/${epoch}`;

/** Undefined for what is not a lock of ours. */
export function parseLock(text: string | undefined): Lock | undefined {
  const [, rollout, epoch] = /^([0-9a-f-]{36})\/(\d+)$/.exec(text ?? '') ?? [];
  return rollout && epoch ? { rollout, epoch: Number(epoch) } : undefined;
}

export const lockOf = (object: { metadata: Deployment['metadata'] } | undefined): string | undefined =>
  object?.metadata.annotations?.[LOCK];

export const imageOf = (template: Deployment['spec']['template'], container: string): string | undefined =>
  template.spec.containers.find(({ name }) => name === container)?.image;

export const isLatched = ({ spec }: Deployment): boolean => spec.minReadySeconds === LATCH.minReadySeconds;

export const isReady = ({ metadata, status }: Pod): boolean =>
  !metadata.deletionTimestamp && (status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false);

/** What a rollout's effects look at: the parts of the workload, told apart by the pinned hash. */
export interface Scene {
  readonly deployment: Deployment;
  readonly stable: ReplicaSet | undefined;
  /** The ReplicaSet of the image that is rolled out: one with pods, else the newest; it may be left from earlier. */
  readonly candidate: ReplicaSet | undefined;
  /** ReplicaSets with pods that are neither. */
  readonly strangers: readonly ReplicaSet[];
}

/**
 * Throws Failure when the workload is not ours any more: `target-missing`, `fenced` (a later epoch of this rollout, or
 * the lock is gone), `locked` (another rollout).
 */
export function sceneOf(view: View, ticket: Ticket): Scene {
  const name = targetId(ticket.target);
  const { deployment } = view;
  if (!deployment) throw new Failure('target-missing', `${name}: the Deployment is gone`);
  if (view.clusterUid !== ticket.clusterUid)
    throw new Failure('cluster-foreign', `${name}: the cluster behind this name is another one (uid of kube-system)`);
  if (deployment.metadata.uid !== ticket.uid)
    throw new Failure('target-missing', `${name}: deleted and made again during the rollout (its uid changed)`);
  if (deployment.metadata.deletionTimestamp) throw new Failure('target-missing', `${name}: is being deleted`);
  assertHeld(name, lockOf(deployment), ticket.lock);
  const stable = view.owned.find((r) => r.metadata.labels?.[HASH] === ticket.stableHash);
  const others = view.owned.filter((r) => r !== stable);
  // Not by the Deployment's own revision number: that is written after the ReplicaSet has its first pods.
  const [candidate] = others
    .filter(({ spec }) => imageOf(spec.template, ticket.container) === ticket.image)
    .toSorted((a, b) => Number(b.spec.replicas > 0) - Number(a.spec.replicas > 0) || revisionOf(b) - revisionOf(a));
  return { deployment, stable, candidate, strangers: others.filter((r) => r !== candidate && r.spec.replicas > 0) };
}

export const revisionOf = ({ metadata }: ReplicaSet): number => Number(metadata.annotations?.[REVISION] ?? 0);

export function assertHeld(name: string, text: string | undefined, ours: Lock): void {
  if (text === lockText(ours)) return;
  const theirs = parseLock(text);
  if (theirs && theirs.rollout !== ours.rollout)
    throw new Failure('locked', `${name}: rollout ${theirs.rollout} holds it, not ${ours.rollout}`);
  throw new Failure(
    'fenced',
    `${name}: epoch ${ours.epoch} of rollout ${ours.rollout} may not write; ` +
      (theirs ? `epoch ${theirs.epoch} does` : 'its lock was taken away'),
  );
}

/** What is wrong with the workload from the rollout's point of view; undefined when it is as we left it. */
export function troubleOf({ deployment, stable, candidate, strangers }: Scene, ticket: Ticket): string | undefined {
  const image = imageOf(deployment.spec.template, ticket.container);
  // A candidate without pods may be left from an earlier rollout of the same image: this one has not begun.
  if (image !== ticket.image && (isLatched(deployment) || (candidate?.spec.replicas ?? 0) > 0))
    return `somebody set the image to ${image ?? 'nothing'}, not ${ticket.image}`;
  if (strangers.length > 0)
    return `a third revision has pods: ${strangers.map(({ metadata }) => metadata.name).join(', ')}`;
  if (deployment.spec.paused && isLatched(deployment)) return 'somebody paused the Deployment';
  const midway = (stable?.spec.replicas ?? 0) > 0 && (candidate?.spec.replicas ?? 0) > 0;
  if (midway && image === ticket.image && !isLatched(deployment))
    return `somebody set minReadySeconds to ${deployment.spec.minReadySeconds ?? 0}, which lets the controller go on by itself`;
  return undefined;
}

export function sightingOf(view: View, ticket: Ticket): Sighting {
  const scene = sceneOf(view, ticket);
  const pods = (set: ReplicaSet | undefined) => (set ? view.podsOf(set).map(podSeen) : []);
  const trouble = troubleOf(scene, ticket);
  return {
    replicas: scene.deployment.spec.replicas,
    candidatesWanted: scene.candidate?.spec.replicas ?? 0,
    stable: pods(scene.stable),
    candidate: pods(scene.candidate),
    ...(trouble !== undefined && { trouble }),
    complaints: [...complaintsOf(scene.candidate), ...(scene.candidate ? waitingOf(view.podsOf(scene.candidate)) : [])],
  };
}

const complaintsOf = (set: ReplicaSet | undefined): readonly string[] =>
  (set?.status?.conditions ?? [])
    .filter(({ type, status }) => type === 'ReplicaFailure' && status === 'True')
    .map(({ reason, message }) => `${reason ?? 'ReplicaFailure'}: ${message ?? ''}`);

function waitingOf(pods: readonly Pod[]): readonly string[] {
  return pods.flatMap(({ metadata, status }) => {
    const waiting = status?.containerStatuses?.find(({ state }) => state?.waiting)?.state?.waiting;
    const unscheduled = status?.conditions?.find((c) => c.type === 'PodScheduled' && c.status === 'False');
    const why = waiting?.reason ?? unscheduled?.message;
    return why === undefined ? [] : [`pod ${metadata.name}: ${why}`];
  });
}

export function podSeen(pod: Pod): PodSeen {
  const { metadata, spec, status } = pod;
  const readyAt = status?.conditions?.find((c) => c.type === 'Ready' && c.status === 'True')?.lastTransitionTime;
  return {
    name: metadata.name,
    uid: metadata.uid,
    node: spec.nodeName ?? '',
    ready: isReady(pod),
    restarts: (status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0),
    ...(readyAt && { readyAfterSeconds: (Date.parse(readyAt) - Date.parse(metadata.creationTimestamp)) / 1000 }),
  };
}
