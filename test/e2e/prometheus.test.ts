import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import type { RolloutInput } from '../../domain/rollout.ts';
import { eventually } from '../support/eventually.ts';
import type { App, Rig } from '../support/rig.ts';
import { trials } from '../support/trial.ts';

type Checks = NonNullable<NonNullable<RolloutInput['spec']['gates']>['postPodReplacement']>;

const WINDOW = '4s';
const rate = (code: string): string =>
  `sum(rate(http_requests_total{namespace="{{namespace}}", pod=~"{{pods}}"${code}}[${WINDOW}]))`;

/** Requests by the sample service's own counters, of the candidates or of the stable pods. */
const metrics: RolloutInput['spec']['metrics'] = {
  error_rate_percentage: {
    source: { prometheus: { query: `100 * ${rate(', code=~"5.."')} / ${rate('')}` } },
    samples: {
      prometheus: {
        query: `sum(increase(http_requests_total{namespace="{{namespace}}", pod=~"{{pods}}"}[${WINDOW}]))`,
      },
    },
  },
};

const judged = (...checks: Checks): Partial<RolloutInput['spec']> => ({
  metrics,
  stabilization: { for: '5s', readyWithin: '10s' },
  gates: { postPodReplacement: checks },
  monitor: { for: '500ms', every: '250ms' },
  onInconclusive: { retryFor: '6s' },
  limits: { maxSurge: 1 },
});

const absolute = judged({ metric: { name: 'error_rate_percentage', atMost: '1%' } });
const baseline = judged({
  metric: { name: 'error_rate_percentage', compare: { with: 'baseline', as: 'difference', atMost: '1pp' } },
});
const stable = judged({
  metric: { name: 'error_rate_percentage', compare: { with: 'stable', as: 'ratio', atMost: 2 }, minimumSamples: 5 },
});

/** The baseline is measured before anything moves: Prometheus must have seen the old pods by then. */
async function known(rig: Rig, { namespace }: App): Promise<void> {
  const query = `sum(rate(http_requests_total{namespace="${namespace}"}[${WINDOW}]))`;
  const ask = async () =>
    (await fetch(`${rig.stack.prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}`)).json();
  await eventually('Prometheus knows the pods', ask, (answer) => (answer as Answer).data.result.length > 0);
}

interface Answer {
  readonly data: { readonly result: readonly unknown[] };
}

const good = { replicas: 2, given: known, image: 'web:2.0.0' };
const bad = { replicas: 2, given: known, image: 'web:2.0.0-bad' };

const TRIED = trials({
  'good by a limit': { ...good, spec: absolute },
  'bad by a limit': { ...bad, spec: absolute },
  'good by the baseline': { ...good, spec: baseline },
  'bad by the baseline': { ...bad, spec: baseline },
  'good by the stable pods': { ...good, spec: stable },
  'bad by the stable pods': { ...bad, spec: stable },
});

describe('a rollout judged by Prometheus', function () {
  this.timeout(60_000);
  before(() => TRIED.start());

  for (const name of ['good by a limit', 'good by the baseline', 'good by the stable pods'] as const)
    it(`S0-063 S0-066: given an image that is ${name}, promotes`, async () => {
      const { outcome, violations, report } = await TRIED.of(name);

      assert.deepEqual({ outcome, violations }, { outcome: { is: 'promoted' }, violations: [] });
      assert.ok((report.baseline['error_rate_percentage'] ?? -1) >= 0, 'the baseline was measured');
    });

  for (const name of ['bad by a limit', 'bad by the baseline', 'bad by the stable pods'] as const)
    it(`S0-066 S0-178: given an image that is ${name}, goes home after the first pod`, async () => {
      const { outcome, because, violations, report } = await TRIED.of(name);

      assert.deepEqual({ is: outcome.is, violations }, { is: 'rolled-back', violations: [] }, because);
      assert.match(because, /error_rate_percentage/);
      assert.deepEqual(report.replicas, { desired: 2, ready: 2 });
    });
});
