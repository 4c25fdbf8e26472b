import type { KillCase } from './kill-case.ts';

/** Writes of a good rollout of three pods, in order: what `proxy.writes` shows when nobody is killed. */
const GOOD_WRITES = [
  'lock the Deployment',
  'start: template and latch',
  'mark the first pod',
  'let the first pod go',
  'mark the second pod',
  'let the second pod go',
  'mark the third pod',
  'let the third pod go',
  'settle: put the pace back',
  'unlock the Deployment',
  'unlock one ReplicaSet',
  'unlock the other ReplicaSet',
] as const;

/** Writes of the way back, after the first nine of {@link GOOD_WRITES}. */
const HOME_WRITES = [
  'fence the stable ReplicaSet',
  'brake: the old template back',
  'put every field back',
  'unlock the Deployment',
  'unlock one ReplicaSet',
  'unlock the other ReplicaSet',
] as const;

const FIRST_HOME_WRITE = 10;

export const titleOf = ({ scenario, write, when }: KillCase): string => {
  const name = scenario === 'good' ? GOOD_WRITES[write - 1] : HOME_WRITES[write - FIRST_HOME_WRITE];
  return `${when} "${name ?? 'a write more'}" (${scenario === 'good' ? 'write' : 'way back, write'} ${write})`;
};

const both = (scenario: KillCase['scenario'], write: number): KillCase[] => [
  { scenario, write, when: 'before' },
  { scenario, write, when: 'after' },
];

/** Before and after every write of a rollout and of its way back. */
export const EVERY_CASE: readonly KillCase[] = [
  ...GOOD_WRITES.flatMap((_, i) => both('good', i + 1)),
  ...HOME_WRITES.flatMap((_, i) => both('bad', i + FIRST_HOME_WRITE)),
];

/** The most telling dozen: both sides of what cannot be done twice by accident. */
export const TELLING_CASES: readonly KillCase[] = [
  { scenario: 'good', write: 1, when: 'after' },
  ...both('good', 2),
  { scenario: 'good', write: 3, when: 'after' },
  ...both('good', 4),
  { scenario: 'good', write: 8, when: 'after' },
  { scenario: 'good', write: 9, when: 'after' },
  { scenario: 'good', write: 10, when: 'after' },
  { scenario: 'bad', write: 10, when: 'after' },
  { scenario: 'bad', write: 11, when: 'before' },
  { scenario: 'bad', write: 11, when: 'after' },
  { scenario: 'bad', write: 13, when: 'after' },
];
