import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { trials } from '../support/trial.ts';

const quick = {
  stabilization: { for: '300ms', readyWithin: '10s' },
  monitor: { for: '300ms', every: '100ms' },
} as const;
const soon = { ...quick, stabilization: { for: '0ms', readyWithin: '10s' } } as const;

/** Every strategy and every kind of batch; all roll at the same time. */
const TRIED = trials({
  conservative: { spec: { ...quick, stabilization: { for: '1s', readyWithin: '10s' } } },
  balanced: {
    replicas: 8,
    spec: { ...quick, stabilization: { for: '1s', readyWithin: '10s' }, strategy: { balanced: {} } },
    expected: { ceiling: 10 },
  },
  aggressive: { replicas: 8, spec: { ...quick, strategy: { aggressive: {} } }, expected: { ceiling: 12 } },
  adaptive: { replicas: 6, spec: { ...quick, strategy: { adaptive: {} } }, expected: { ceiling: 8 } },
  surge: {
    replicas: 6,
    spec: { ...quick, strategy: { aggressive: {} }, limits: { maxSurge: 2 } },
    expected: { ceiling: 8 },
  },
  unavailable: {
    replicas: 4,
    spec: { ...quick, limits: { maxSurge: 0, maxUnavailable: 1 } },
    expected: { floor: 3, ceiling: 4 },
  },
  mixed: {
    replicas: 6,
    spec: { ...quick, strategy: { aggressive: {} }, limits: { maxSurge: 1, maxUnavailable: 2 } },
    expected: { floor: 4, ceiling: 7 },
  },
  one: { replicas: 1, spec: { ...quick } },
  sixty: { replicas: 60, spec: { ...soon } },
  parked: {
    app: {
      deployment: {
        paused: false,
        minReadySeconds: 1,
        progressDeadlineSeconds: 77,
        strategy: { rollingUpdate: { maxSurge: '50%', maxUnavailable: 0 } },
      },
    },
    spec: { ...quick },
  },
});

describe('a rollout that goes well', function () {
  this.timeout(90_000);
  before(() => TRIED.start());

  for (const name of TRIED.names)
    it(`S0-001 D0-17: given ${name}, promotes without ever leaving its bounds`, async () => {
      const { outcome, violations } = await TRIED.of(name);

      assert.deepEqual({ outcome, violations }, { outcome: { is: 'promoted' }, violations: [] });
    });
});
