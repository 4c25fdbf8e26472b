import { checkPlan } from './check-plan.ts';
import { podPlans } from './estimates.ts';
import { Failure } from './failure.ts';
import type { Check } from './checks/check.ts';
import type { Plan, Rules, Step } from './plan.ts';
import type { RolloutDocument } from './rollout.ts';
import { milliseconds } from './scalars.ts';
import type { Conditions, Snapshot } from './snapshot.ts';
import { strategies } from './strategies/index.ts';
import type { Compiled, Seen } from './strategy.ts';
import { before } from './world.ts';

/** What was measured before the plan is made. */
export interface Before {
  readonly baseline: Rules['baseline'];
  readonly conditions: Conditions;
  /** ISO 8601; all times of the plan count from here. */
  readonly now: string;
  /** The image with its digest where the registry told it. */
  readonly image: string;
  readonly notices: readonly string[];
}

export type Undigested = Omit<Plan, 'digest'>;

/** Makes the plan of a rollout. Pure. Throws Failure `plan-unsafe` when the strategy's steps break a rule. */
export function compilePlan(document: RolloutDocument, snapshot: Snapshot, seen: Before): Undigested {
  const { spec, metadata } = document;
  const { replicas, origin } = snapshot;
  const compiled = compileSteps(document, snapshot, seen.conditions, {
    standing: { stable: replicas, candidate: 0 },
    leaving: [],
  });
  const firstBatch = compiled.steps.flatMap((s) => (s.do.op === 'replace' ? [s.do.batch] : []))[0];
  assertSafe(compiled.steps, document, replicas, compiled.batch);
  return {
    name: metadata.name,
    target: spec.target,
    application: spec.application ?? spec.target.name,
    environment: spec.environment,
    strategy: spec.strategy.kind,
    from: { image: origin.image, revision: origin.revision },
    to: { image: seen.image, requested: spec.revision.image },
    replicas,
    onFailure: spec.onFailure,
    envelope: {
      largestBatch: compiled.batch,
      shortestStabilization: spec.stabilization.for,
      latestEnd: new Date(Date.parse(seen.now) + milliseconds(spec.deadline)).toISOString(),
    },
    pods: podPlans(compiled.order, snapshot, spec, firstBatch ?? { surge: 0, unavailable: 0 }),
    notices: [...snapshot.notices, ...seen.notices],
    rules: rulesOf(document, seen),
    steps: compiled.steps,
  };
}

/** Asks the strategy for steps from where the rollout stands. */
export function compileSteps(
  { spec }: RolloutDocument,
  snapshot: Seen['snapshot'],
  conditions: Conditions,
  { standing, leaving }: Pick<Seen, 'standing' | 'leaving'>,
): Compiled {
  const { strategy, ...core } = spec;
  const { kind, ...params } = strategy;
  return strategies[kind].compile(params, { spec: core, snapshot, conditions, standing, leaving });
}

function assertSafe(steps: readonly Step[], { spec }: RolloutDocument, replicas: number, largestBatch: number): void {
  const ground = {
    replicas,
    limits: spec.limits,
    largestBatch,
    shortestStabilization: spec.stabilization.for,
    standing: before(replicas),
  };
  const found = checkPlan(steps, ground);
  if (found.length === 0) return;
  const texts = found.map(({ code, step, message }) => (step < 0 ? message : `step ${step + 1}: ${message} (${code})`));
  throw new Failure('plan-unsafe', [...new Set(texts)].join('; '));
}

function rulesOf({ spec }: RolloutDocument, seen: Before): Rules {
  const market: readonly Check[] = spec.marketHours?.restrict
    ? [{ kind: 'market', market: spec.marketHours.market, onFail: 'fail', volatilityAtMost: 0.9, volumeAtMost: 2 }]
    : [];
  const compliance: readonly Check[] =
    spec.compliance.length > 0 ? [{ kind: 'compliance', frameworks: spec.compliance, onFail: 'fail' }] : [];
  return {
    metrics: spec.metrics,
    gates: {
      ...spec.gates,
      preDeployment: [...spec.gates.preDeployment, ...market, ...compliance],
      monitor: spec.monitor.checks,
    },
    baseline: seen.baseline,
    baselineAt: seen.now,
    onInconclusive: spec.onInconclusive,
  };
}
