import { checkPlan } from './check-plan.ts';
import { podPlans } from './estimates.ts';
import { Failure } from './failure.ts';
import type { Check, GateName } from './checks/check.ts';
import { MARKET_LIMITS } from './market/data.ts';
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
    rules: rulesOf(document, seen, compiled.asks),
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
  const gates = { ...core.gates, preDeployment: [...core.gates.preDeployment, ...switchedOn(spec)] };
  return strategies[kind].compile(params, { spec: { ...core, gates }, snapshot, conditions, standing, leaving });
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

/** Checks that the spec asks for without naming the gate: they are asked before anything is touched. */
function switchedOn({ marketHours, compliance }: RolloutDocument['spec']): readonly Check[] {
  const checks: Check[] = [];
  if (marketHours?.restrict) {
    const { restrict: _, ...market } = marketHours;
    checks.push({ kind: 'market', onFail: 'fail', ...MARKET_LIMITS, ...market });
  }
  if (compliance.length > 0) checks.push({ kind: 'compliance', frameworks: compliance, onFail: 'fail' });
  return checks;
}

function rulesOf({ spec }: RolloutDocument, seen: Before, asks: Compiled['asks'] = {}): Rules {
  const { gates, monitor } = spec;
  const own = (name: GateName): readonly Check[] => asks[name] ?? [];
  return {
    metrics: spec.metrics,
    gates: {
      preDeployment: [...gates.preDeployment, ...switchedOn(spec), ...own('preDeployment')],
      postPodReplacement: [...gates.postPodReplacement, ...own('postPodReplacement')],
      intermediateValidation: [...gates.intermediateValidation, ...own('intermediateValidation')],
      finalValidation: [...gates.finalValidation, ...own('finalValidation')],
      monitor: [...monitor.checks, ...own('monitor')],
      window: own('window'),
    },
    baseline: seen.baseline,
    baselineAt: seen.now,
    onInconclusive: spec.onInconclusive,
  };
}
