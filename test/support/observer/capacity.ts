import type { Rule, Violation } from './check.ts';
import { moments, worldAtBegin } from './timeline.ts';
import type { Moment, World } from './timeline.ts';

/** I1: Ready pods never below the floor; where pods fail by themselves, nobody takes one away below it. */
export const floor: Rule = (timeline, { floor: least, podsFail }) => {
  const found: Violation[] = [];
  for (const moment of moments(timeline)) {
    if (moment.fact.kind !== 'Pod') continue;
    const ready = readyIn(moment.world);
    if (ready < least && (!podsFail || tookReadyPod(moment)))
      found.push({
        rule: 'I1',
        rv: moment.rv,
        what: `${ready} Ready pods, at least ${least} expected (${moment.fact.name})`,
      });
  }
  return found;
};

/** I1, as traffic sees it: pods behind the Service. */
export const endpoints: Rule = (timeline, { floor: least, service, podsFail }) => {
  if (!service || podsFail) return [];
  const found: Violation[] = [];
  const first = servingIn(worldAtBegin(timeline));
  if (first < least) found.push({ rule: 'I1', rv: 0, what: `only ${first} endpoints served when it began` });
  for (const { fact, rv, world } of moments(timeline)) {
    if (fact.kind !== 'EndpointSlice' || servingIn(world) >= least) continue;
    found.push({ rule: 'I1', rv, what: `${servingIn(world)} endpoints serve, at least ${least} expected` });
  }
  return found;
};

/**
 * I2: pods never above the ceiling. Two controllers act on one approval, so a pod may be made a moment before the one
 * it stands in for goes: pods that a ReplicaSet has been told to remove do not count.
 */
export const ceiling: Rule = (timeline, { ceiling: most }) => {
  const found: Violation[] = [];
  for (const { fact, rv, world } of moments(timeline)) {
    if (fact.kind !== 'Pod' && fact.kind !== 'ReplicaSet') continue;
    const sets = world.all('ReplicaSet');
    const wanted = sets.reduce((sum, { replicas }) => sum + replicas, 0);
    const live = world.all('Pod').filter(({ leaving }) => !leaving);
    const surplus = sets.map(({ uid, replicas }) =>
      Math.max(0, live.filter(({ owner }) => owner === uid).length - replicas),
    );
    const pods = live.length - surplus.reduce((sum, n) => sum + n, 0);
    if (wanted > most)
      found.push({ rule: 'I2', rv, what: `ReplicaSets ask for ${wanted} pods, at most ${most} expected` });
    else if (pods > most) found.push({ rule: 'I2', rv, what: `${pods} pods, at most ${most} expected` });
  }
  return found;
};

const readyIn = (world: World): number => world.all('Pod').filter(({ ready, leaving }) => ready && !leaving).length;

const servingIn = (world: World): number => new Set(world.all('EndpointSlice').flatMap(({ serving }) => serving)).size;

function tookReadyPod({ before, fact, gone }: Moment): boolean {
  if (before?.kind !== 'Pod' || fact.kind !== 'Pod') return false;
  return before.ready && !before.leaving && (gone || fact.leaving);
}
