import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../../domain/failure.ts';
import type { Origin, Snapshot } from '../../../domain/snapshot.ts';
import { targetId } from '../../../domain/target.ts';
import type { Target } from '../../../domain/target.ts';
import type { KubeApi } from '../../kubernetes/api.ts';
import type { Container, Deployment, KubeObject, Pod, ReplicaSet } from '../../kubernetes/types.ts';
import { CHANGE_CAUSE, DESIRED_REPLICAS, HASH, LOCK, REVISION } from './names.ts';
import { autoscalersPath, deploymentPath, podsPath, replicaSetsPath, selectorOf } from './paths.ts';
import { isLatched, parseLock, podSeen } from './state.ts';

/** Used when no pod of the workload tells how long it takes to become Ready. */
const READY_SECONDS = 30;

interface Found {
  readonly deployment: Deployment;
  readonly active: ReplicaSet;
  readonly pods: readonly Pod[];
}

/**
 * Reads a Deployment and everything a plan depends on. Throws Failure `target-missing`, `target-busy` (it is already
 * rolling), `target-unfit` (it cannot be replaced pod by pod), `locked`.
 */
export async function look(api: KubeApi, target: Target, holder?: string): Promise<Snapshot> {
  const found = await find(api, target, holder);
  assertFit(target, found);
  const { deployment, active, pods } = found;
  const [system, autoscaler] = await Promise.all([
    api.get<KubeObject>('/api/v1/namespaces/kube-system'),
    autoscalerOf(api, target),
  ]);
  const seen = pods
    .filter((p) => p.metadata.ownerReferences?.some(({ uid }) => uid === active.metadata.uid))
    .map(podSeen);
  return {
    target,
    replicas: deployment.spec.replicas,
    pods: seen,
    origin: originOf(target, deployment, active, system.metadata.uid),
    readySeconds: median(seen.flatMap(({ readyAfterSeconds: s }) => (s === undefined ? [] : [s]))) ?? READY_SECONDS,
    ...(autoscaler && { autoscaler }),
    notices: noticesOf(found, autoscaler),
  };
}

async function find(api: KubeApi, target: Target, holder: string | undefined): Promise<Found> {
  const deployment = await api.get<Deployment>(deploymentPath(target));
  assertFree(target, deployment, holder); // before all else: whoever holds it is why it looks as it does
  const selector = selectorOf(deployment.spec.selector);
  const [sets, pods] = await Promise.all([
    api.list<ReplicaSet>(replicaSetsPath(target, selector)),
    api.list<Pod>(podsPath(target, selector)),
  ]);
  const { uid, annotations = {} } = deployment.metadata;
  const owned = sets.items.filter((r) => r.metadata.ownerReferences?.some((o) => o.controller && o.uid === uid));
  const active = owned.filter(({ spec }) => spec.replicas > 0);
  const [only] =
    active.length > 0 ? active : owned.filter((r) => r.metadata.annotations?.[REVISION] === annotations[REVISION]);
  const busy = (why: string): Failure =>
    new Failure('target-busy', `${targetId(target)}: ${why}; wait until it has settled`);
  if (active.length > 1)
    throw busy(
      `already rolling: pods of ${active.map(({ metadata }) => metadata.name).join(' and ')} exist side by side`,
    );
  if (!only || only.metadata.annotations?.[REVISION] !== annotations[REVISION])
    throw busy('its controller has not acted on the present template yet');
  // A parked Deployment takes a new template without rolling it out. Nobody has judged it, so it is no home to go to.
  if (!sameTemplate(deployment, only))
    throw new Failure(
      'target-unfit',
      `${targetId(target)}: its template was changed while it was paused, and no pod runs it yet; put the running ` +
        `template back (\`kubectl rollout undo\` after unpausing, or from Git) and let Tidegate bring the new image`,
    );
  return { deployment, active: only, pods: pods.items };
}

/** Whether the pods run what the Deployment says; the ReplicaSet's template has the hash as one more label. */
function sameTemplate({ spec }: Deployment, set: ReplicaSet): boolean {
  const { [HASH]: _, ...labels } = set.spec.template.metadata?.labels ?? {};
  const running = { ...set.spec.template, metadata: { ...set.spec.template.metadata, labels } };
  return isDeepStrictEqual(running, spec.template);
}

function assertFree(target: Target, { metadata }: Deployment, holder: string | undefined): void {
  const lock = metadata.annotations?.[LOCK];
  if (lock === undefined || parseLock(lock)?.rollout === holder) return;
  throw new Failure(
    'locked',
    `${targetId(target)}: rollout ${parseLock(lock)?.rollout ?? lock} holds it; see \`tidegate doctor\` if no such rollout runs`,
  );
}

function assertFit(target: Target, { deployment, active }: Found): void {
  const { metadata, spec, status } = deployment;
  const id = targetId(target);
  const unfit = (why: string): Failure => new Failure('target-unfit', `${id}: ${why}`);
  if (metadata.deletionTimestamp) throw new Failure('target-missing', `${id}: is being deleted`);
  if (spec.replicas < 1) throw unfit('has no replicas, so there is nothing to replace or to judge; scale it up first');
  if (spec.strategy.type !== 'RollingUpdate')
    throw unfit(
      `strategy is ${spec.strategy.type}, expected RollingUpdate; ${spec.strategy.type} stops every pod at once`,
    );
  if (isLatched(deployment)) throw unfit('minReadySeconds is latched by an earlier rollout; run `tidegate recover`');
  const settled = status?.observedGeneration === metadata.generation && active.spec.replicas === spec.replicas;
  // Our own lock is an annotation, and that makes a new generation for the controller to observe.
  if (!settled && !spec.paused && metadata.annotations?.[LOCK] === undefined)
    throw new Failure(
      'target-busy',
      `${id}: its controller is still at work (${active.spec.replicas} of ${spec.replicas} replicas); wait until it has settled`,
    );
}

function originOf(target: Target, { metadata, spec }: Deployment, active: ReplicaSet, clusterUid: string): Origin {
  const container = containerOf(target, spec.template.spec.containers);
  return {
    uid: metadata.uid,
    clusterUid,
    template: spec.template,
    strategy: spec.strategy,
    minReadySeconds: spec.minReadySeconds ?? null,
    progressDeadlineSeconds: spec.progressDeadlineSeconds ?? null,
    paused: spec.paused ?? false,
    changeCause: metadata.annotations?.[CHANGE_CAUSE] ?? null,
    replicaSet: { name: active.metadata.name, uid: active.metadata.uid, hash: active.metadata.labels?.[HASH] ?? '' },
    image: container.image,
    container: container.name,
    revision: Number(metadata.annotations?.[REVISION] ?? 0),
  };
}

function containerOf(target: Target, containers: readonly Container[]): Container {
  const names = containers.map(({ name }) => name).join(', ');
  const chosen = target.container ? containers.filter(({ name }) => name === target.container) : containers;
  const [only, second] = chosen;
  if (only && !second) return only;
  const why = only
    ? `has ${containers.length} containers (${names}); say which in target.container`
    : `has no container ${target.container ?? ''}; it has ${names}`;
  throw new Failure('target-unfit', `${targetId(target)}: ${why}`);
}

async function autoscalerOf(api: KubeApi, target: Target): Promise<Snapshot['autoscaler']> {
  interface Autoscaler extends KubeObject {
    readonly spec: { scaleTargetRef: { kind: string; name: string }; minReplicas?: number; maxReplicas: number };
  }
  const { items } = await api.list<Autoscaler>(autoscalersPath(target));
  const ours = items.find(({ spec: { scaleTargetRef: r } }) => r.kind === target.kind && r.name === target.name);
  return ours && { name: ours.metadata.name, min: ours.spec.minReplicas ?? 1, max: ours.spec.maxReplicas };
}

function noticesOf({ deployment, active }: Found, autoscaler: Snapshot['autoscaler']): readonly string[] {
  const desired = active.metadata.annotations?.[DESIRED_REPLICAS];
  return [
    ...(autoscaler
      ? [
          `autoscaler ${autoscaler.name} may change the replicas (${autoscaler.min}–${autoscaler.max}); counts are then shares`,
        ]
      : []),
    ...(deployment.spec.paused ? ['parked (paused) between rollouts; it is parked again at the end'] : []),
    ...(desired !== undefined && Number(desired) !== deployment.spec.replicas
      ? [
          `annotation desired-replicas of ${active.metadata.name} is ${desired}, not ${deployment.spec.replicas}: it is healed first`,
        ]
      : []),
  ];
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
