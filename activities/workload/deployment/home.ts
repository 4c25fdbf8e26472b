import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, isFailure } from '../../../domain/failure.ts';
import type { Origin } from '../../../domain/snapshot.ts';
import { countOf } from '../../../domain/scalars.ts';
import type { PodShare } from '../../../domain/scalars.ts';
import { targetId } from '../../../domain/target.ts';
import type { KubeApi } from '../../kubernetes/api.ts';
import type { Deployment, JsonPatch, ReplicaSet } from '../../kubernetes/types.ts';
import { readingAgain } from '../../kubernetes/again.ts';
import { pointer } from '../../kubernetes/types.ts';
import type { Progress, Ticket } from '../port.ts';
import { CHANGE_CAUSE, LOCK, REVISION } from './names.ts';
import { deploymentPath, replicaSetPath } from './paths.ts';
import { assertHeld, imageOf, isReady, lockOf, lockText, parseLock } from './state.ts';
import type { View } from './view.ts';

const ANNOTATION = `/metadata/annotations/${pointer(LOCK)}`;

/**
 * The first writes of the way back. Fences the stable ReplicaSet, then in one patch raises the lock's epoch and puts
 * the old template back: from there the stock controller rolls home surge-first, whatever becomes of us. `ticket`
 * carries the raised epoch. Done again it writes nothing.
 */
export async function brake(api: KubeApi, ticket: Ticket, origin: Origin): Promise<Deployment> {
  await readingAgain(() => fenceStable(api, ticket, origin));
  return readingAgain(() =>
    raise(api, ticket, (deployment) => {
      const home =
        imageOf(deployment.spec.template, origin.container) === origin.image && !isFrozen(deployment, origin);
      return home ? [] : [...templateBack(deployment, origin), ...causeBack(deployment, origin)];
    }),
  );
}

/** Gives the workload its own pace back, whatever it runs, and fences every lower epoch. */
export async function release(api: KubeApi, ticket: Ticket, origin: Origin): Promise<void> {
  await readingAgain(() => fenceStable(api, ticket, origin));
  await readingAgain(() => raise(api, ticket, () => pace(origin)));
}

/** Raises the lock's epoch on the Deployment and changes it, in one patch. Nothing to do writes nothing. */
async function raise(api: KubeApi, ticket: Ticket, change: (deployment: Deployment) => JsonPatch): Promise<Deployment> {
  const path = deploymentPath(ticket.target);
  const deployment = await api.get<Deployment>(path);
  const name = targetId(ticket.target);
  if (deployment.metadata.uid !== ticket.uid) throw new Failure('target-missing', `${name}: deleted and made again`);
  const held = lockOf(deployment);
  if (parseLock(held)?.rollout !== ticket.lock.rollout || (parseLock(held)?.epoch ?? 0) > ticket.lock.epoch)
    assertHeld(name, held, ticket.lock); // throws: another hand has it
  const changes = change(deployment);
  if (changes.length === 0 && held === lockText(ticket.lock)) return deployment;
  return api.patch<Deployment>(path, [
    { op: 'test', path: ANNOTATION, value: held },
    { op: 'replace', path: ANNOTATION, value: lockText(ticket.lock) },
    ...changes,
  ]);
}

async function fenceStable(api: KubeApi, ticket: Ticket, { replicaSet }: Origin): Promise<void> {
  const path = replicaSetPath(ticket.target, replicaSet.name);
  const text = lockText(ticket.lock);
  try {
    const held = lockOf(await api.get<ReplicaSet>(path));
    if (held === text) return;
    const test = held === undefined ? [] : [{ op: 'test', path: ANNOTATION, value: held } as const];
    await carriedOut(
      api,
      path,
      await api.patch<ReplicaSet>(path, [...test, { op: 'add', path: ANNOTATION, value: text }]),
    );
  } catch (error) {
    if (!isFailure(error, 'target-missing')) throw error; // history cleanup took it: nothing is left to fence
  }
}

/**
 * An approval of a moment ago must have been carried out before the template goes back. The Deployment controller
 * reckons with the ReplicaSet's status: while that tells of a pod that is about to go, it takes another one away and
 * falls below the floor. A controller that is down does neither, so it is not waited for long.
 */
async function carriedOut(api: KubeApi, path: string, fenced: ReplicaSet): Promise<void> {
  const end = Date.now() + 1_500;
  for (let set = fenced; !hasActed(set) && Date.now() < end; set = await api.get<ReplicaSet>(path)) await sleep(20);
}

const hasActed = ({ metadata, spec, status }: ReplicaSet): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0) && (status?.replicas ?? 0) <= spec.replicas;

const isFrozen = ({ spec }: Deployment, { minReadySeconds }: Origin): boolean =>
  (spec.minReadySeconds ?? 0) !== (minReadySeconds ?? 0);

/** At the rollout's own pace whatever the workload's is; that comes back when everything stands. */
const templateBack = ({ spec }: Deployment, origin: Origin): JsonPatch => [
  { op: 'replace', path: '/spec/template', value: origin.template },
  ...paceBack(origin),
  {
    op: 'add',
    path: '/spec/strategy',
    value: { type: 'RollingUpdate', rollingUpdate: paceHome(spec) },
  },
  { op: 'add', path: '/spec/paused', value: false },
];

/**
 * Within what the rollout had allowed itself, and surge-first if it had any room: where a quota leaves none, one more
 * pod would be waited for for ever.
 */
const paceHome = ({ strategy, replicas }: Deployment['spec']): { maxSurge: number; maxUnavailable: number } => {
  const { maxSurge = 0, maxUnavailable = 0 } = strategy.rollingUpdate ?? {};
  // After the settling it is the workload's own strategy that stands there, often as shares.
  const surge = countOf(maxSurge as PodShare, replicas, 'up');
  const unavailable = countOf(maxUnavailable as PodShare, replicas, 'down');
  return surge === 0 && unavailable > 0
    ? { maxSurge: 0, maxUnavailable: unavailable }
    : { maxSurge: Math.max(1, surge), maxUnavailable: 0 };
};

/** In the same patch as the template: the controller copies the cause to the ReplicaSet that it makes current. */
function causeBack({ metadata }: Deployment, { changeCause }: Origin): JsonPatch {
  const path = `/metadata/annotations/${pointer(CHANGE_CAUSE)}`;
  if (changeCause !== null) return [{ op: 'add', path, value: changeCause }];
  return metadata.annotations?.[CHANGE_CAUSE] === undefined ? [] : [{ op: 'remove', path }];
}

const paceBack = ({ minReadySeconds, progressDeadlineSeconds }: Origin): JsonPatch => [
  { op: 'add', path: '/spec/minReadySeconds', value: minReadySeconds ?? 0 },
  { op: 'add', path: '/spec/progressDeadlineSeconds', value: progressDeadlineSeconds ?? 600 },
];

/** The workload's own pace, as it was. */
const pace = (origin: Origin): JsonPatch => [
  ...paceBack(origin),
  { op: 'add', path: '/spec/strategy', value: origin.strategy },
  { op: 'add', path: '/spec/paused', value: origin.paused },
];

/** The whole way back: brake, wait until only stable pods are there and ready, put every field back, read it all again. */
export async function restore(
  view: View,
  ticket: Ticket,
  origin: Origin,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  view.deployments.take(await brake(view.api, ticket, origin));
  await view.until(signal, () => {
    const { ready, others, replicas } = homeward(view, ticket, origin);
    progress(`going home: ${ready} of ${replicas} stable pods ready, ${others} candidates left`);
    return ready >= replicas && others === 0;
  });
  await putBack(view, ticket, origin);
  const fresh = await view.api.get<Deployment>(deploymentPath(ticket.target));
  const wrong = differences(fresh, origin);
  if (wrong.length > 0)
    throw new Failure('write-conflict', `${targetId(ticket.target)}: not as it was: ${wrong.join(', ')}`);
}

function homeward(view: View, ticket: Ticket, origin: Origin) {
  const { deployment } = view;
  const name = targetId(ticket.target);
  if (deployment?.metadata.uid !== ticket.uid || deployment.metadata.deletionTimestamp)
    throw new Failure('target-missing', `${name}: the Deployment is gone`);
  assertHeld(name, lockOf(deployment), ticket.lock);
  if (imageOf(deployment.spec.template, origin.container) !== origin.image)
    throw new Failure('other-hand', `${name}: somebody changed the template while it was going home`);
  const acted = deployment.status?.observedGeneration === deployment.metadata.generation;
  const revision = deployment.metadata.annotations?.[REVISION];
  const stable = view.owned.find((set) => acted && set.metadata.annotations?.[REVISION] === revision);
  const others = view.owned.filter((set) => set !== stable);
  return {
    replicas: deployment.spec.replicas,
    ready: stable ? view.podsOf(stable).filter(isReady).length : 0,
    others: others.reduce((sum, set) => sum + view.podsOf(set).length, 0),
  };
}

/** Strategy, pace, parking and change-cause as they were; the lock stays. No pod is touched. */
export async function putBack(view: View, ticket: Ticket, origin: Origin, keepChangeCause = false): Promise<void> {
  const path = deploymentPath(ticket.target);
  const deployment = await view.api.get<Deployment>(path);
  view.deployments.take(
    await view.api.patch<Deployment>(path, [
      { op: 'test', path: ANNOTATION, value: lockText(ticket.lock) },
      ...pace(origin),
      ...(keepChangeCause ? [] : causeBack(deployment, origin)),
    ]),
  );
}

/** What is not as the origin says; empty when all is. */
export function differences({ metadata, spec }: Deployment, origin: Origin): readonly string[] {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return [
    ...(same(spec.template, origin.template) ? [] : ['spec.template']),
    ...(same(spec.strategy, origin.strategy) ? [] : ['spec.strategy']),
    ...((spec.minReadySeconds ?? 0) === (origin.minReadySeconds ?? 0) ? [] : ['spec.minReadySeconds']),
    ...((spec.progressDeadlineSeconds ?? 600) === (origin.progressDeadlineSeconds ?? 600)
      ? []
      : ['spec.progressDeadlineSeconds']),
    ...((spec.paused ?? false) === origin.paused ? [] : ['spec.paused']),
    ...((metadata.annotations?.[CHANGE_CAUSE] ?? null) === origin.changeCause ? [] : [`annotation ${CHANGE_CAUSE}`]),
  ];
}
