import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { KNOWN_METRICS } from '../../domain/checks/metric.ts';
import type { Plan } from '../../domain/plan.ts';
import { RolloutDocument } from '../../domain/rollout.ts';
import type { RolloutInput } from '../../domain/rollout.ts';
import { aDocument, aPlan } from '../support/builders.ts';

type Spec = Partial<RolloutInput['spec']>;
const parse = (spec: Spec) => RolloutDocument.parse(aDocument(spec)).spec;
const kube = [{ kubernetes: {} }];
const gatesOf = (plan: Plan): string[] => plan.steps.flatMap((s) => (s.do.op === 'gate' ? [s.do.name] : []));

describe('the document of a rollout', () => {
  it('S0-008 S0-009 S0-010 S0-011: has the four gates, and what is asked at each is its own', () => {
    const gates = {
      preDeployment: kube,
      postPodReplacement: kube,
      intermediateValidation: kube,
      finalValidation: kube,
    };
    assert.deepEqual([...new Set(gatesOf(aPlan({ gates }, 2)))], Object.keys(gates));
  });
  it('S0-085 S0-086: intermediate and final gate have checks of their own', () => {
    const http = { http: { url: 'http://svc/health' } };
    const { rules } = aPlan({ gates: { intermediateValidation: [http], finalValidation: kube } }, 2);
    assert.deepEqual(
      [rules.gates.intermediateValidation[0]?.kind, rules.gates.finalValidation[0]?.kind],
      ['http', 'kubernetes'],
    );
  });
  it('S0-012: environment is production, uat or pre_production, and nothing else', () => {
    for (const environment of ['production', 'uat', 'pre_production'] as const)
      assert.equal(parse({ environment }).environment, environment);
    assert.throws(() => parse({ environment: 'staging' as never }));
  });
  it('S0-013 S0-014 S0-015 S0-016 S0-017 S0-018 S0-019 S0-020 S0-021: knows which way the named metrics are better', () =>
    assert.deepEqual(
      Object.fromEntries(Object.entries(KNOWN_METRICS).map(([name, { direction }]) => [name, direction])),
      {
        order_latency_p99_ms: 'lower',
        order_throughput_tps: 'higher',
        fill_rate_percentage: 'higher',
        market_data_latency_ms: 'lower',
        risk_pnl_exposure_usd: 'lower',
        system_cpu_utilization: 'lower',
        memory_utilization_percentage: 'lower',
        network_latency_ms: 'lower',
        error_rate_percentage: 'lower',
      },
    ));
  it('S0-128: names the application and the namespace', () => {
    const { target } = parse({ target: { namespace: 'production', name: 'web-app' } });
    assert.deepEqual([target.namespace, target.name], ['production', 'web-app']);
  });
  it('S0-129 S0-130 S0-131 S0-145 S0-150: takes deadline, soak, failure share and sample interval', () => {
    const spec = parse({
      deadline: '900s',
      monitor: { for: '300s', every: '30s', checks: [{ http: { url: 'http://web-app/health' } }] },
    });
    const [check] = spec.monitor.checks;
    assert.deepEqual([spec.deadline, spec.monitor.for, spec.monitor.every], ['900s', '300s', '30s']);
    assert.equal(check?.kind === 'http' && check.failuresAtMost, '5%');
    assert.equal(
      RolloutDocument.parse({ ...aDocument(), spec: { ...aDocument().spec, monitor: {} } }).spec.monitor.for,
      '3m',
    );
  });
});

/** Each field that the seed declared and never read, and what it changes in the plan. */
const EFFECTS: Readonly<Record<string, [Spec, (plan: Plan) => unknown]>> = {
  'S0-027 gates': [{ gates: { finalValidation: kube } }, gatesOf],
  'S0-028 stabilization.for': [{ stabilization: { for: '77s' } }, (p) => p.pods[0]?.stabilizationSeconds],
  'S0-029 monitor.for': [{ monitor: { for: '77s' } }, (p) => p.steps.find((s) => s.do.op === 'analyse')?.why],
  'S0-025 limits.maxUnavailable': [{ limits: { maxSurge: 0, maxUnavailable: 1 } }, (p) => p.steps[0]?.do],
  'S0-026 limits.maxSurge': [{ strategy: { aggressive: {} }, limits: { maxSurge: 1 } }, (p) => p.envelope.largestBatch],
  'S0-030 onFailure': [{ onFailure: 'hold' }, (p) => p.onFailure],
  'S0-032 compliance': [{ compliance: ['sox'] }, (p) => p.rules.gates.preDeployment.length],
  'S0-031 marketHours': [{ marketHours: { market: 'XNYS' } }, (p) => p.rules.gates.preDeployment.length],
  'S0-022 application': [{ application: 'shop' }, (p) => p.application],
  'S0-023 environment': [{ environment: 'uat' }, (p) => p.environment],
  deadline: [{ deadline: '1h' }, (p) => p.envelope.latestEnd],
  approvals: [{ approvals: [{ name: 'board' }] }, gatesOf],
  onInconclusive: [{ onInconclusive: { then: 'hold' } }, (p) => p.rules.onInconclusive.then],
  metrics: [{ metrics: { rps: { source: { prometheus: { query: 'up' } } } } }, (p) => Object.keys(p.rules.metrics)],
};

describe('D0-13: every field has an effect', () => {
  for (const [field, [spec, seen]] of Object.entries(EFFECTS))
    it(`given ${field}, the plan is another`, () =>
      assert.notDeepEqual(
        seen(aPlan({ strategy: { aggressive: {} }, ...spec }, 6)),
        seen(aPlan({ strategy: { aggressive: {} } }, 6)),
      ));

  it('S0-039: the baseline is pinned into the plan, with the moment it was taken', () => {
    const { rules } = aPlan({}, 2, { baseline: { rps: 12 } });
    assert.deepEqual([rules.baseline, rules.baselineAt], [{ rps: 12 }, '2026-01-01T00:00:00.000Z']);
  });
  it('S0-065 S0-084: every batch of candidates must stay ready for the stabilization before it is judged', () => {
    const ops = aPlan({ gates: { postPodReplacement: kube } }, 3).steps.map(({ do: what }) => what.op);
    ops.forEach((op, i) => op === 'gate' && assert.equal(ops[i - 1], 'stabilize'));
  });
  it('S0-069: a gate nobody knows is refused with its name', () =>
    assert.throws(() => parse({ gates: { postPod: kube } as never }), /postPod/));
});
