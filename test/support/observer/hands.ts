import type { Rule, Violation } from './check.ts';
import { moments, worldAtBegin } from './timeline.ts';
import type { Fact, Moment, Timeline } from './timeline.ts';

const LOCK = 'tidegate.dev/lock';
const PLANNED = 'tidegate.dev/mark';
const LATCHED = 2147483646;

/** I12: once the brake is on, nothing is written that leads forward. One mark may have been on its way: it moves nobody. */
export const noForwardAfterAbort: Rule = (timeline, { candidate, otherHand }) => {
  const from = Math.min(...[brakeOf(timeline), markOf(timeline, 'aborted')].filter((rv) => rv !== undefined));
  const stable = worldAtBegin(timeline)
    .all('ReplicaSet')
    .filter(({ replicas }) => replicas > 0)
    .map(({ uid }) => uid);
  const found: Violation[] = [];
  let marked = 0;
  for (const moment of moments(timeline)) {
    if (moment.rv <= from || from === Number.POSITIVE_INFINITY) continue;
    const what = forwardOf(moment, candidate, otherHand ? [] : stable);
    if (what !== undefined && moment.fact.kind === 'Pod' && (marked += 1) === 1) continue;
    if (what !== undefined) found.push({ rule: 'I12', rv: moment.rv, what: `after the abort ${what}` });
  }
  return found;
};

/** I13: while a rollout is paused nothing is changed and no pod is taken away. */
export const nothingWhilePaused: Rule = (timeline) => {
  const from = markOf(timeline, 'paused');
  if (from === undefined) return [];
  const to = markOf(timeline, 'resumed') ?? Number.POSITIVE_INFINITY;
  const found: Violation[] = [];
  for (const moment of moments(timeline)) {
    const what = moment.rv > from && moment.rv <= to ? changeOf(moment) : undefined;
    if (what !== undefined) found.push({ rule: 'I13', rv: moment.rv, what: `while paused ${what}` });
  }
  return found;
};

/** When the first fence of the way back was raised. */
export function brakeOf(timeline: Timeline): number | undefined {
  for (const { rv, fact } of moments(timeline)) if (epochOf(fact) > 1) return rv;
  return undefined;
}

const epochOf = (fact: Fact): number =>
  fact.kind === 'EndpointSlice' ? 0 : Number(fact.annotations[LOCK]?.split('/')[1] ?? 0);

const markOf = ({ marks }: Timeline, what: string): number | undefined => marks.find((mark) => mark.what === what)?.rv;

function forwardOf({ before, fact }: Moment, candidate: string, stable: readonly string[]): string | undefined {
  if (fact.kind === 'Deployment' && before?.kind === 'Deployment') {
    if (fact.image === candidate && before.image !== candidate) return `the image became ${candidate}`;
    if (fact.spec['minReadySeconds'] === LATCHED && before.spec['minReadySeconds'] !== LATCHED)
      return 'the latch was closed';
  }
  if (
    fact.kind === 'ReplicaSet' &&
    before?.kind === 'ReplicaSet' &&
    stable.includes(fact.uid) &&
    fact.replicas < before.replicas
  )
    return `${fact.name} was lowered to ${fact.replicas}`;
  if (
    fact.kind === 'Pod' &&
    before?.kind === 'Pod' &&
    fact.annotations[PLANNED] !== undefined &&
    before.annotations[PLANNED] === undefined
  )
    return `${fact.name} was told to go next`;
  return undefined;
}

function changeOf({ before, fact, gone }: Moment): string | undefined {
  if (
    fact.kind === 'Deployment' &&
    before?.kind === 'Deployment' &&
    JSON.stringify(before.spec) !== JSON.stringify(fact.spec)
  )
    return 'the Deployment was changed';
  if (fact.kind === 'ReplicaSet' && before?.kind === 'ReplicaSet' && before.replicas !== fact.replicas)
    return `${fact.name} was scaled to ${fact.replicas}`;
  if (fact.kind === 'Pod' && before?.kind === 'Pod' && !before.leaving && (fact.leaving || gone))
    return `${fact.name} went`;
  return undefined;
}
