import { endpoints, ceiling, floor } from './capacity.ts';
import { asBefore, nothingLeft } from './end.ts';
import { noForwardAfterAbort, nothingWhilePaused } from './hands.ts';
import { once, plannedOrder } from './order.ts';
import type { Timeline } from './timeline.ts';

/** What a timeline is held against. */
export interface Expected {
  /** How the rollout ended; what must be true at the end depends on it. */
  readonly outcome: 'promoted' | 'rolled-back' | 'stranded' | 'other';
  /** The image that was rolled out. */
  readonly candidate: string;
  /** Ready pods there must always be. */
  readonly floor: number;
  /** Pods there may be. */
  readonly ceiling: number;
  /** Uids of the old pods in the planned order; how many go at first and how many each time after. */
  readonly order?: { readonly uids: readonly string[]; readonly first: number; readonly then: number };
  /** Pods may fail by themselves and so fall below the floor; then nobody may take one more away. */
  readonly podsFail?: boolean;
  /** A Service selects the pods, so its endpoints are held against the floor, too. */
  readonly service?: boolean;
  /** Another hand changed these by design: the replicas, or which pods exist. */
  readonly otherHand?: boolean;
}

/** One broken invariant, at the revision where it shows. */
export interface Violation {
  readonly rule: 'I1' | 'I2' | 'I3' | 'I4' | 'I6' | 'I7' | 'I12' | 'I13';
  readonly rv: number;
  readonly what: string;
}

export type Rule = (timeline: Timeline, expected: Expected) => readonly Violation[];

const RULES: readonly Rule[] = [
  floor,
  endpoints,
  ceiling,
  once,
  plannedOrder,
  asBefore,
  nothingLeft,
  noForwardAfterAbort,
  nothingWhilePaused,
];

/** Every invariant that the timeline breaks, in the order of the rules. Pure. */
export const checkTimeline = (timeline: Timeline, expected: Expected): readonly Violation[] =>
  RULES.flatMap((rule) => rule(timeline, expected));
