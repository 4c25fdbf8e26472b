import type { Expected, Violation } from '../support/observer/check.ts';
import type { Fact, Mark, Timeline } from '../support/observer/timeline.ts';
import { NEW, Story, pod } from './story.ts';

const order = { uids: ['old-1', 'old-2', 'old-3'], first: 0, then: 1 };
/** What a story is held against. */
const expected = (outcome: Expected['outcome']): Expected => ({
  outcome,
  candidate: NEW,
  floor: 3,
  ceiling: 4,
  service: true,
  order,
});
export const GOES_NEXT = { 'controller.kubernetes.io/pod-deletion-cost': '-1000000000' };

type Rule = Violation['rule'];
export type Corruption = readonly [what: string, rules: readonly Rule[], corrupt: () => Timeline, expected: Expected];

/** The story with one more event after the last that fits. */
export function after(story: Story, fits: (fact: Fact) => boolean, ...facts: readonly Fact[]): Timeline {
  const at = story.seen.findLastIndex(({ fact }) => fits(fact));
  const more = facts.map((fact) => ({ rv: 0, gone: false, fact }));
  return renumbered(
    [...story.seen.slice(0, at + 1), ...more, ...story.seen.slice(at + 1)],
    story.marks,
    at,
    more.length,
  );
}

/** As `after`, at the very end. */
export const atEnd = (story: Story, ...facts: readonly Fact[]): Timeline => after(story, () => true, ...facts);

function renumbered(seen: Timeline['seen'], marks: readonly Mark[], at: number, added: number): Timeline {
  return {
    seen: seen.map((one, i) => ({ ...one, rv: i + 1 })),
    marks: marks.map((mark) => (mark.rv > at + 1 ? { ...mark, rv: mark.rv + added } : mark)),
  };
}

export const without = (story: Story, drop: (fact: Fact, gone: boolean) => boolean): Timeline => ({
  seen: story.seen.filter(({ fact, gone }) => !drop(fact, gone)),
  marks: story.marks,
});

export const marked = (name: string): Fact =>
  pod(name, 'old', { ready: true, annotations: { 'tidegate.dev/mark': '' } });

export const named =
  (...uids: readonly string[]) =>
  ({ uid }: Fact): boolean =>
    uids.includes(uid);

export function told(write: (story: Story) => void): Timeline {
  const story = new Story();
  story.begin();
  write(story);
  return story.timeline;
}

export const up = expected('promoted');
export const back = expected('rolled-back');

/** One more event between pause and resume. */
export function pausedWith(fact: Fact): Timeline {
  const story = new Story();
  story.begin();
  story.go(1);
  story.mark('paused');
  story.put(fact);
  story.mark('resumed');
  return story.timeline;
}

/** The same story with two pods in each other's place. */
export function swapped(story: Story, a: string, b: string): Timeline {
  const other = (uid: string): string => (uid === a ? b : uid === b ? a : uid);
  return {
    ...story.timeline,
    seen: story.seen.map((one, i) =>
      i < (story.marks[0]?.rv ?? 0)
        ? one
        : { ...one, fact: { ...one.fact, uid: other(one.fact.uid), name: other(one.fact.name) } },
    ),
  };
}
