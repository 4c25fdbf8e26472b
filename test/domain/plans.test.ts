import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { boundedBatch, descent, sizeOf } from '../../domain/batch.ts';
import { checkPlan } from '../../domain/check-plan.ts';
import { isFailure } from '../../domain/failure.ts';
import type { Plan } from '../../domain/plan.ts';
import { countOf } from '../../domain/scalars.ts';
import type { PodShare } from '../../domain/scalars.ts';
import { strategies } from '../../domain/strategies/index.ts';
import { before, servingDuring, apply } from '../../domain/world.ts';
import { aPlan, aPod, aSnapshot } from '../support/builders.ts';
import { worstFirst } from '../../domain/order.ts';

const kinds = Object.keys(strategies) as (keyof typeof strategies)[];
const share = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: 0, max: 100 }).map((n) => `${n}%` as PodShare),
);

const cases = fc.record({
  kind: fc.constantFrom(...kinds),
  replicas: fc.integer({ min: 1, max: 400 }),
  maxSurge: share,
  maxUnavailable: share,
});

/** The plan, or undefined where both limits leave no room to move: that is refused, and tested below. */
function planOf({
  kind,
  replicas,
  maxSurge,
  maxUnavailable,
}: typeof cases extends fc.Arbitrary<infer T> ? T : never): Plan | undefined {
  try {
    return aPlan({ strategy: { [kind]: {} }, limits: { maxSurge, maxUnavailable } }, replicas);
  } catch (error) {
    assert.ok(isFailure(error, 'plan-unsafe'), String(error));
    return undefined;
  }
}

const replaces = (plan: Plan) => plan.steps.flatMap((s) => (s.do.op === 'replace' ? [s.do] : []));

describe('every plan of every strategy', () => {
  it('D0-12: stays between the floor and the ceiling that the limits set, at every moment', () =>
    fc.assert(
      fc.property(cases, (c) => {
        const plan = planOf(c);
        if (!plan) return;
        let world = before(c.replicas);
        for (const action of replaces(plan)) {
          const floor = c.replicas - countOf(c.maxUnavailable, c.replicas, 'down');
          if (!action.tranche) assert.ok(servingDuring(world, action) >= floor);
          assert.ok(action.stable + action.candidate <= c.replicas + countOf(c.maxSurge, c.replicas, 'up'));
          world = apply(world, action);
        }
      }),
    ));

  it('is refused exactly where both limits come to no pod', () =>
    fc.assert(
      fc.property(cases, (c) => {
        const none = countOf(c.maxSurge, c.replicas, 'up') + countOf(c.maxUnavailable, c.replicas, 'down') === 0;
        assert.equal(planOf(c) === undefined, none);
      }),
    ));

  it('ends with every pod replaced, or asks the strategy again', () =>
    fc.assert(
      fc.property(cases, (c) => {
        const plan = planOf(c);
        if (!plan) return;
        const last = plan.steps.at(-1)?.do.op;
        if (last === 'replan') return;
        assert.equal(last, 'promote');
        assert.deepEqual(
          { stable: replaces(plan).at(-1)?.stable, candidate: replaces(plan).at(-1)?.candidate },
          { stable: 0, candidate: c.replicas },
        );
      }),
    ));

  it('names each pod at most once, and in the order of its table', () =>
    fc.assert(
      fc.property(cases, (c) => {
        const plan = planOf(c);
        if (!plan) return;
        const named = replaces(plan).flatMap(({ next }) => next.map(({ uid }) => uid));
        assert.equal(new Set(named).size, named.length);
        const order = plan.pods.map(({ uid }) => uid).filter((uid) => named.includes(uid));
        assert.deepEqual(named, order);
      }),
    ));

  it('has a bounded number of steps whatever the number of pods', () => {
    for (const kind of kinds)
      for (const replicas of [1, 50, 51, 500, 5_000])
        assert.ok(aPlan({ strategy: { [kind]: {} } }, replicas).steps.length < 220);
  });
});

describe('a batch', () => {
  it('S0-003: conservative is 1 pod at a time', () => assert.equal(aPlan({}, 10).envelope.largestBatch, 1));
  it('S0-004: balanced is 25 % of the pods at a time, rounded up', () =>
    assert.deepEqual(
      [4, 6, 10, 1].map((n) => aPlan({ strategy: { balanced: {} } }, n).envelope.largestBatch),
      [1, 2, 3, 1],
    ));
  it('S0-005: aggressive is 50 % of the pods at a time, rounded up', () =>
    assert.deepEqual(
      [4, 5, 1].map((n) => aPlan({ strategy: { aggressive: {} } }, n).envelope.largestBatch),
      [2, 3, 1],
    ));
  it('S0-025 S0-026 D0-12: is bounded by maxUnavailable and maxSurge together', () => {
    const plan = aPlan({ strategy: { aggressive: {} }, limits: { maxSurge: 1, maxUnavailable: '10%' } }, 20);
    assert.equal(plan.envelope.largestBatch, 3);
    assert.deepEqual(replaces(plan)[0]?.batch, { surge: 1, unavailable: 2 });
  });
  it('D0-12: given both limits at zero, is refused with what to do', () =>
    assert.throws(
      () => aPlan({ limits: { maxSurge: 0, maxUnavailable: 0 } }, 3),
      /maxSurge 0 and maxUnavailable 0 both come to none; raise one/,
    ));
  it('D0-11: surge is taken before unavailability', () =>
    assert.deepEqual(boundedBatch(5, 10, { maxSurge: 3, maxUnavailable: '50%' }), { surge: 3, unavailable: 2 }));
  it('moves through counts that fall by its size and end at none', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        (n, surge, u) => {
          const batch = { surge, unavailable: Math.min(u, n) };
          const counts = descent(n, batch);
          assert.equal(counts.at(-1), 0);
          counts.forEach((c, i) => i > 0 && assert.ok((counts[i - 1] ?? 0) - c <= sizeOf(batch)));
        },
      ),
    ));
});

describe('the plan of a rollout', () => {
  const plan = aPlan({ strategy: { conservative: {} } }, 3);
  it('S0-033 S0-034: names each pod and its place, counted from 1', () =>
    assert.deepEqual(
      plan.pods.map(({ name, order }) => [name, order]),
      [
        ['web-000', 1],
        ['web-001', 2],
        ['web-002', 3],
      ],
    ));
  it('S0-035 S0-055: estimates the seconds a pod takes: time to ready plus stabilization', () =>
    assert.deepEqual(
      plan.pods.map(({ estimatedSeconds }) => estimatedSeconds),
      [5, 5, 5],
    ));
  it('S0-036 S0-056: states the stabilization of each pod', () =>
    assert.deepEqual(
      plan.pods.map(({ stabilizationSeconds }) => stabilizationSeconds),
      [1, 1, 1],
    ));
  it('S0-037 S0-057: predicts the share of traffic that moves', () =>
    assert.deepEqual(
      plan.pods.map(({ trafficImpact }) => trafficImpact),
      [0.25, 0.25, 0.25],
    ));
  it('S0-022 S0-023 S0-024: carries application, environment and strategy', () =>
    assert.deepEqual([plan.application, plan.environment, plan.strategy], ['web', 'production', 'conservative']));
  it('S0-068: asks the intermediate gate after every pod but the last', () => {
    const gates = { postPodReplacement: [{ kubernetes: {} }], intermediateValidation: [{ kubernetes: {} }] };
    const names = aPlan({ gates }, 3).steps.map((s) => (s.do.op === 'gate' ? s.do.name : s.do.op));
    assert.deepEqual(names, [
      ...['replace', 'stabilize', 'postPodReplacement', 'intermediateValidation'],
      ...['replace', 'stabilize', 'postPodReplacement', 'intermediateValidation'],
      ...['replace', 'stabilize', 'postPodReplacement'],
      ...['replace', 'analyse', 'promote'],
    ]);
  });
  it('S0-044 S0-045 S0-047 S0-048: pre gate first, final gate after the last pod, monitoring before the pivot', () => {
    const gates = { preDeployment: [{ kubernetes: {} }], finalValidation: [{ kubernetes: {} }] };
    const names = aPlan({ gates }, 1).steps.map((s) => (s.do.op === 'gate' ? s.do.name : s.do.op));
    assert.deepEqual(names, [
      'preDeployment',
      'replace',
      'stabilize',
      'replace',
      'finalValidation',
      'analyse',
      'promote',
    ]);
  });
  it('S0-027: only the gates that are listed run', () =>
    assert.ok(!aPlan({}, 2).steps.some((s) => s.do.op === 'gate')));
  it('S0-031 S0-091 S0-092: marketHours switches the market check of the pre gate on', () => {
    const { rules } = aPlan({ marketHours: { market: 'XNYS' } }, 2);
    assert.ok(rules.gates.preDeployment.some(({ kind }) => kind === 'market'));
    assert.ok(!aPlan({}, 2).rules.gates.preDeployment.some(({ kind }) => kind === 'market'));
  });
  it('S0-032: a compliance framework adds its control pack to the pre gate', () =>
    assert.ok(aPlan({ compliance: ['sox'] }, 2).rules.gates.preDeployment.some(({ kind }) => kind === 'compliance')));
});

describe('the adaptive order', () => {
  it('S0-006 S0-051 S0-052 S0-053: puts the worst performer first', () => {
    const pods = [aPod(0, { performance: 0.9 }), aPod(1, { performance: 0.1 }), aPod(2), aPod(3, { ready: false })];
    assert.deepEqual(
      worstFirst(pods).map(({ name }) => name),
      ['web-003', 'web-001', 'web-002', 'web-000'],
    );
  });
  it('S0-054: load, degradation and error budget set the pace, what is unknown counts as half', () => {
    const batch = (conditions: object) => {
      const plan = aPlan({ strategy: { adaptive: { largest: 8 } } }, 16, { conditions });
      return sizeOf(replaces(plan)[0]?.batch ?? { surge: 0, unavailable: 0 });
    };
    assert.deepEqual([batch({ load: 0, degradation: 0, errorBudget: 1 }), batch({}), batch({ load: 1 })], [8, 1, 1]);
  });
});

describe('checkPlan', () => {
  it('S0-045: given no steps, says that a plan ends in a promotion', () =>
    assert.ok(
      checkPlan([], {
        replicas: 3,
        limits: { maxSurge: 1, maxUnavailable: 0 },
        largestBatch: 1,
        shortestStabilization: '0s',
        standing: before(3),
      }).some(({ code }) => code === 'PIVOT'),
    ));
  it('given a pod named twice, refuses', () => {
    const { steps } = aPlan({}, 3);
    const twice = [...steps.slice(0, 2), ...steps];
    const found = checkPlan(twice, {
      replicas: 3,
      limits: { maxSurge: 1, maxUnavailable: 0 },
      largestBatch: 1,
      shortestStabilization: '0s',
      standing: before(3),
    });
    assert.ok(found.some(({ code }) => code === 'TWICE'));
  });
  it('given a snapshot of one pod, still finds a way', () =>
    assert.ok(aSnapshot(1).pods.length === 1 && aPlan({}, 1).steps.length > 0));
});
