import type { Expected, Rule, Violation } from './check.ts';
import { brakeOf } from './hands.ts';
import { moments, worldAtBegin } from './timeline.ts';
import type { Moment, PodFact, Timeline } from './timeline.ts';

/** I3: each old pod goes once, nobody makes another in its place, and only the way back takes a new pod away. */
export const once: Rule = (timeline, { outcome, otherHand }) => {
  if (otherHand) return [];
  const old = new Set(
    worldAtBegin(timeline)
      .all('Pod')
      .map(({ uid }) => uid),
  );
  const stable = new Set(
    worldAtBegin(timeline)
      .all('ReplicaSet')
      .filter(({ replicas }) => replicas > 0)
      .map(({ uid }) => uid),
  );
  const brake = brakeOf(timeline) ?? Number.POSITIVE_INFINITY;
  const left = new Set<string>();
  const gone = new Set<string>();
  const found: Violation[] = [];
  const blame = ({ rv, fact }: Moment, what: string) => found.push({ rule: 'I3', rv, what: `${fact.name} ${what}` });
  for (const moment of moments(timeline)) {
    const { fact, before, rv } = moment;
    if (fact.kind !== 'Pod') continue;
    if (gone.has(fact.uid)) blame(moment, 'was there again after it had gone');
    if (!before && !gone.has(fact.uid) && stable.has(fact.owner) && rv < brake)
      blame(moment, 'was made of the old revision on the way forward');
    if (leaves(moment)) {
      if (left.has(fact.uid)) blame(moment, 'went twice');
      left.add(fact.uid);
      if (!old.has(fact.uid) && rv < brake) blame(moment, 'was new and was taken away on the way forward');
    }
    if (moment.gone) gone.add(fact.uid);
  }
  if (outcome === 'promoted' && [...old].some((uid) => !left.has(uid)))
    found.push({ rule: 'I3', rv: 0, what: `only ${left.size} of ${old.size} old pods went` });
  return found;
};

/** I4: the old pods went in the planned order; within one batch, in any order. */
export const plannedOrder: Rule = (timeline, { order, otherHand }) => {
  if (!order || otherHand) return [];
  const went = departures(timeline).filter(({ uid }) => order.uids.includes(uid));
  const found: Violation[] = [];
  for (let at = 0; at < went.length;) {
    const size = at === 0 && order.first > 0 ? order.first : order.then;
    const batch = went.slice(at, at + size);
    const planned = order.uids.slice(at, at + size);
    for (const { uid, name, rv } of batch)
      if (!planned.includes(uid))
        found.push({ rule: 'I4', rv, what: `${name} went at ${at + 1}; planned at ${order.uids.indexOf(uid) + 1}` });
    at += size;
  }
  return found;
};

function departures(timeline: Timeline): readonly (PodFact & { readonly rv: number })[] {
  return [...moments(timeline)].flatMap((moment) =>
    moment.fact.kind === 'Pod' && leaves(moment) ? [{ ...moment.fact, rv: moment.rv }] : [],
  );
}

/** The moment a pod is told to go, or is simply gone. */
function leaves({ fact, before, gone }: Moment): boolean {
  if (fact.kind !== 'Pod') return false;
  const wasLeaving = before?.kind === 'Pod' && before.leaving;
  return !wasLeaving && (fact.leaving || gone);
}

/** The planned order as the checker takes it. */
export const orderOf = (
  pods: readonly { readonly uid: string }[],
  { surge, unavailable }: { readonly surge: number; readonly unavailable: number },
): NonNullable<Expected['order']> => ({
  uids: pods.map(({ uid }) => uid),
  first: unavailable,
  then: surge + unavailable,
});
