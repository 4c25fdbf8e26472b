import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RolloutInput } from '../../domain/rollout.ts';
import { StepFailed } from '../../domain/verdict.ts';
import { before } from '../../domain/world.ts';
import { interpret } from '../../workflows/interpret.ts';
import type { Effects } from '../../workflows/interpret.ts';
import { aDocument, aPlan } from '../support/builders.ts';
import { modelOf } from '../support/model.ts';
import type { Fault } from '../support/model.ts';

const gates = {
  preDeployment: [{ kubernetes: {} }],
  postPodReplacement: [{ kubernetes: {} }],
  intermediateValidation: [{ kubernetes: {} }],
  finalValidation: [{ kubernetes: {} }],
};
const documents: Record<string, [RolloutInput, number]> = {
  conservative: [aDocument({ gates }), 3],
  balanced: [aDocument({ gates, strategy: { balanced: {} } }), 8],
  aggressive: [aDocument({ gates, strategy: { aggressive: {} }, limits: { maxSurge: 1, maxUnavailable: '25%' } }), 8],
  adaptive: [aDocument({ gates, strategy: { adaptive: { largest: '50%' } } }), 6],
  marketAware: [aDocument({ gates, strategy: { marketAware: {} } }), 3],
  tranches: [aDocument({ gates }), 200],
};

async function run([document, replicas]: [RolloutInput, number], fault?: Fault) {
  const model = modelOf(document, replicas, fault, () => ({ load: 0, degradation: 0, errorBudget: 1 }));
  const progress = { plan: aPlan(document.spec, replicas), begun: 0 };
  const outcome = await interpret(progress, model.effects);
  return { ...model, progress, outcome };
}

for (const [name, rollout] of Object.entries(documents)) {
  describe(`a ${name} rollout`, () => {
    it('S0-002 promotes when nothing goes wrong, with every pod replaced', async () => {
      const { outcome, world } = await run(rollout);
      assert.deepEqual(outcome, { is: 'promoted' });
      assert.deepEqual(world(), { replicas: rollout[1], stable: 0, candidate: rollout[1], promoted: true });
    });

    it('S0-046 S0-049: given any step fails before or after its effect, ends where it began or halts at the pivot', async () => {
      const { progress } = await run(rollout);
      for (const [i, step] of progress.plan.steps.entries()) {
        for (const when of ['before', 'after', 'verdict', 'abort'] as const) {
          const { outcome, world } = await run(rollout, { at: `${i}`, when });
          const label = `step ${i + 1} (${step.do.op}) ${when}: ${outcome.is}`;
          if (outcome.is === 'promoted') continue; // the fault does not apply to this kind of step
          if (outcome.is === 'halted') assert.equal(step.do.op, 'promote', label);
          else assert.deepEqual(world(), before(rollout[1]), label);
        }
      }
    });
  });
}

describe('the way back', () => {
  it('D0-41: given an undo that has given up, ends stranded and says what is left', async () => {
    const { effects } = modelOf(aDocument(), 3, { at: '1', when: 'verdict' });
    const stuck = { ...effects, takeBack: async () => Promise.reject(new StepFailed('no quorum')) };
    const outcome = await interpret({ plan: aPlan({}, 3), begun: 0 }, stuck);
    assert.deepEqual(outcome, {
      is: 'stranded',
      because: 'errors; then no quorum',
      left: ['the stable revision is not back everywhere'],
    });
  });

  it('S0-044: given the pre gate fails, nothing has been touched and it says so', async () => {
    const { effects, trail } = modelOf(aDocument(), 3, { at: '0', when: 'verdict' });
    const outcome = await interpret(
      { plan: aPlan({ gates: { preDeployment: [{ kubernetes: {} }] } }, 3), begun: 0 },
      effects,
    );
    assert.deepEqual(outcome, { is: 'refused', because: 'errors; nothing had been touched' });
    assert.equal(trail.length, 1);
  });

  describe('given a denial that is of the hour', () => {
    const denied = { is: 'fail', because: 'volatility is 0.95', evidence: [], postpone: true } as const;
    const run = (plan = aPlan({ strategy: { marketAware: {} } }, 3), at = 0) => {
      const { effects, world } = modelOf(aDocument(), 3);
      const watch: Effects['watch'] = async (_, key) => (key === `${at}` ? denied : { is: 'pass', evidence: [] });
      return interpret({ plan, begun: 0 }, { ...effects, watch }).then((outcome) => ({ outcome, world: world() }));
    };

    it('D0-07 S0-093 S0-094: before anything was touched, ends postponed', async () => {
      const { outcome } = await run();

      assert.deepEqual(outcome, { is: 'postponed', because: 'volatility is 0.95; nothing had been touched' });
    });

    it('D0-06: at a window in the middle whose deadline has passed, goes home', async () => {
      const plan = aPlan({ strategy: { marketAware: {} } }, 3);
      const at = plan.steps.findIndex(({ do: what }) => what.op === 'gate' && what.gate === 'window');

      const { outcome, world } = await run(plan, at);

      assert.deepEqual(outcome, { is: 'rolled-back', because: 'volatility is 0.95' });
      assert.deepEqual(world, before(3));
    });
  });

  it('is short: one undo however many pods had been replaced', async () => {
    const { trail, progress } = await run([aDocument(), 20], { at: '30', when: 'verdict' });
    const forward = progress.plan.steps.slice(0, progress.begun).filter((s) => s.do.op === 'replace').length;
    assert.equal(trail.length, 1 + forward + 1);
  });
});

describe('a failed step under onFailure: hold', () => {
  it('S0-030 D0-14: waits for a person; trying again repeats the step, going on passes it', async () => {
    for (const decision of ['retry', 'go-on'] as const) {
      const { effects } = modelOf(aDocument(), 3, { at: '1', when: 'verdict' });
      let failures = 0;
      const outcome = await interpret(
        { plan: aPlan({}, 3), begun: 0 },
        {
          ...effects,
          watch: async (what, key) =>
            failures > 0 && decision === 'retry' ? { is: 'pass', evidence: [] } : effects.watch(what, key),
          onFailure: async () => ((failures += 1), decision),
        },
      );
      assert.deepEqual([outcome.is, failures], ['promoted', 1]);
    }
  });
});

describe('a bug', () => {
  it('S0-127: is thrown, not mistaken for a reason to take production back', async () => {
    const { effects, trail } = modelOf(aDocument(), 3);
    const buggy = { ...effects, watch: () => Promise.reject(new TypeError('undefined is not a function')) };
    await assert.rejects(interpret({ plan: aPlan({}, 3), begun: 0 }, buggy), TypeError);
    assert.equal(trail.length, 2);
  });
});
