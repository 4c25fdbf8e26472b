import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkTimeline } from '../support/observer/check.ts';
import { CORRUPTIONS } from './corruptions.ts';
import { back, up } from './edits.ts';
import { paused, promoted, wentHome } from './story.ts';

describe('the checker of timelines', () => {
  it('given a clean promotion, finds nothing', () => assert.deepEqual(checkTimeline(promoted().timeline, up), []));

  it('given a clean way back, finds nothing', () => assert.deepEqual(checkTimeline(wentHome().timeline, back), []));

  it('given a pause in which nothing happens, finds nothing', () =>
    assert.deepEqual(checkTimeline(paused().timeline, up), []));

  for (const [what, rules, corrupt, against] of CORRUPTIONS)
    it(`given that ${what}, finds ${rules.join(', ')}`, () => {
      const found = new Set(checkTimeline(corrupt(), against).map(({ rule }) => rule));

      for (const rule of rules) assert.ok(found.has(rule), `${rule} not among ${[...found].join(', ') || 'none'}`);
    });
});
