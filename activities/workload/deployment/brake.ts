import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, isFailure } from '../../../domain/failure.ts';
import { countOf } from '../../../domain/scalars.ts';
import type { Origin } from '../../../domain/snapshot.ts';
import { targetId } from '../../../domain/target.ts';
import { readingAgain } from '../../kubernetes/again.ts';
import type { KubeApi } from '../../kubernetes/api.ts';
import type { Deployment, JsonPatch, ReplicaSet } from '../../kubernetes/types.ts';
import type { Ticket } from '../port.ts';
import { deploymentPath, replicaSetPath } from './paths.ts';
import { ANNOTATION, causeBack, pace, paceBack } from './put-back.ts';
import { assertHeld, imageOf, lockOf, lockText, parseLock } from './state.ts';

const CARRIED_OUT_MS = 1_500;

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
  const end = Date.now() + CARRIED_OUT_MS;
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
  const surge = countOf(maxSurge, replicas, 'up');
  const unavailable = countOf(maxUnavailable, replicas, 'down');
  return surge === 0 && unavailable > 0
    ? { maxSurge: 0, maxUnavailable: unavailable }
    : { maxSurge: Math.max(1, surge), maxUnavailable: 0 };
};
