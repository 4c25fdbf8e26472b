import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { testRig } from '../support/rig.ts';
import { assertUnharmed } from './assertions.ts';
import { runKillCase } from './kill-case.ts';
import type { KillCase, KillResult } from './kill-case.ts';
import { titleOf } from './matrix.ts';
import { makeSlots, spread } from './slots.ts';

/** So many cases at a time: each has a worker that dies and one that takes over. */
const AT_ONCE = 4;

/** Runs the cases side by side, then tells of each in a test of its own. */
export function killSuite(title: string, cases: readonly KillCase[], timeoutMs: number): void {
  describe(title, () => {
    let results: PromiseSettledResult<KillResult>[] = [];

    before(async function () {
      this.timeout(timeoutMs);
      const rig = await testRig();
      const slots = await makeSlots(rig, Math.min(AT_ONCE, cases.length));
      results = await spread(
        slots,
        cases,
        async (one, slot) => (await Promise.allSettled([runKillCase(rig, slot, one)]))[0],
      );
    });

    cases.forEach((one, i) => {
      it(`given a kill -9 ${titleOf(one)}, ends as if nobody had died`, () => {
        const result = results[i];
        if (result?.status !== 'fulfilled') throw result?.reason ?? new Error('the case did not run');

        assert.ok(
          result.value.struck,
          `the rollout made only ${result.value.writes.length} writes: ${result.value.writes.join('\n')}`,
        );
        assertUnharmed(one, result.value);
      });
    });

    it('goes on within seconds of the kill', () => {
      const gaps = results
        .flatMap((r) => (r.status === 'fulfilled' ? [r.value.afterKillMs] : []))
        .toSorted((a, b) => a - b);
      console.log(
        `      kill -9 to the end of the rollout: median ${gaps[Math.floor(gaps.length / 2)]} ms, longest ${gaps.at(-1)} ms`,
      );
      assert.equal(gaps.length, cases.length);
    });
  });
}
