import assert from 'node:assert/strict';
import { lastGood } from '../../domain/last-good.ts';
import type { Report } from '../../domain/report.ts';
import { aReportNo } from '../support/a-report.ts';

/** What happened to a target, oldest first: `A` was promoted, `A!` failed and went home, `B>A` rolled B back to A. */
const story = (text: string): readonly Report[] =>
  text.split(' ').map((word, turn) => {
    const [image = '', from] = word.replace('!', '').split('>').toReversed();
    return aReportNo(turn, {
      image,
      result: word.endsWith('!') ? 'rolled-back' : 'promoted',
      rolled_back_from: from ?? null,
    });
  });

const CASES: readonly (readonly [story: string, now: string, good: string | undefined])[] = [
  ['A B', 'B', 'A'],
  ['A', 'A', undefined],
  ['A B!', 'A', undefined],
  ['Z A B!', 'A', 'Z'],
  ['A B B>A', 'A', undefined],
  ['Z A B B>A', 'A', 'Z'],
  ['Z A B B>A A>Z', 'Z', undefined],
  ['A B B>A C', 'C', 'A'],
  ['A B B>A B C', 'C', 'B'],
  ['A B B>A!', 'B', 'A'],
  ['A B B>A! C', 'C', 'A'],
  ['A B', 'by-hand', 'B'],
];

describe('the last good rollout (D0-40)', () => {
  for (const [text, now, good] of CASES)
    it(`given ${text}, with ${now} running, is ${good ?? 'none'}`, () => {
      assert.equal(lastGood(story(text), now)?.image, good);
    });
});
