import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Deps } from '../../../activities/deps.ts';
import type { Judging } from '../../../activities/port.ts';
import { watchOnce } from '../../../activities/watch/index.ts';
import type { Sighting } from '../../../activities/workload/port.ts';
import type { Watch } from '../../../domain/plan.ts';
import { aPod } from '../../support/builders.ts';
import { aCheck, aMetric, known } from '../../support/check-context.ts';

const sighting: Sighting = { replicas: 1, candidatesWanted: 1, stable: [], candidate: [aPod(1)], complaints: [] };

/** Judges a metric by what `read` answers each time it is asked, of a workload that is as `seen` says. */
async function watching(watch: Watch, read: (asked: number) => number | undefined, seen: Sighting = sighting) {
  let asked = 0;
  const began = Date.now();
  const deps = {
    workload: { watch: async (_: unknown, __: unknown, see: (s: Sighting) => boolean) => void see(seen) },
    metrics: {
      read: async () => {
        const value = read((asked += 1));
        return value === undefined ? { known: false, why: 'no-data', detail: 'no series' } : known(value);
      },
    },
    kubeOf: async () => ({}),
  } as unknown as Deps;
  const checks = [aCheck('metric', { name: 'errors', atMost: 1 })];
  const gates = {
    preDeployment: [],
    postPodReplacement: checks,
    intermediateValidation: [],
    finalValidation: [],
    monitor: checks,
    window: [aCheck('market', { market: 'XNYS', volatility: 'errors', volume: 'errors', averageVolume: 'errors' })],
  };
  const judging = {
    ticket: { target: { cluster: 'default', namespace: 'prod', kind: 'Deployment', name: 'web' } },
    rules: {
      metrics: { errors: aMetric('errors') },
      baseline: {},
      gates,
      onInconclusive: { retryFor: '150ms', then: 'fail' },
    },
  } as unknown as Judging;
  const pulse = { signal: new AbortController().signal, progress: () => undefined, since: () => began };
  const verdict = await watchOnce(deps, judging, watch, pulse);
  return { verdict, asked, took: Date.now() - began };
}

const soak: Watch = { op: 'analyse', gate: 'monitor', window: '200ms', every: '20ms' };
const gate: Watch = { op: 'gate', gate: 'controls', name: 'postPodReplacement' };

describe('a window', () => {
  const window: Watch = { op: 'gate', gate: 'window', name: 'window', every: '100ms', deadline: '300ms' };
  /** Each round reads three metrics. */
  const CALM = 0.5;
  const STORM = 0.95;

  it('D0-06 D0-07: waits while the market denies, and passes once it allows', async () => {
    const { verdict, asked } = await watching(window, (n) => (n <= 3 ? STORM : CALM));
    assert.deepEqual([verdict.is, asked], ['pass', 6]);
    assert.match(verdict.evidence.at(-1)?.detail ?? '', /^waited 0 s; at first .*volatility of XNYS is 0.95/);
  });
  it('D0-06: waits while the market is not known', async () => {
    const { verdict, asked } = await watching(window, (n) => (n <= 3 ? undefined : CALM));
    assert.deepEqual([verdict.is, asked], ['pass', 6]);
  });
  it('D0-06 D0-07: past its deadline, fails with the last answer', async () => {
    const { verdict, took } = await watching(window, () => STORM);
    assert.match(verdict.is === 'fail' ? verdict.because : '', /^not allowed within 300ms: .*volatility/);
    assert.ok(took >= 300);
  });
  it('past its deadline without an answer, stays inconclusive', async () =>
    assert.equal((await watching(window, () => undefined)).verdict.is, 'inconclusive'));
  it('given trouble with the workload, does not wait', async () => {
    const { verdict, took } = await watching(window, () => STORM, { ...sighting, trouble: 'another hand' });
    assert.deepEqual([verdict.is, took < 200], ['fail', true]);
  });
});

describe('the monitor', () => {
  it('S0-141 S0-145: asks again at its interval until the window is over', async () => {
    const { verdict, asked } = await watching(soak, () => 0);
    assert.equal(verdict.is, 'pass');
    assert.ok(asked > 2, `asked ${asked} times`);
  });
  it('D0-18: ends at once on a failure', async () => {
    const { verdict, asked } = await watching(soak, (n) => (n === 2 ? 9 : 0));
    assert.deepEqual([verdict.is, asked], ['fail', 2]);
  });
  it('D0-36: given no data for longer than it may be patient, is inconclusive, never a pass', async () => {
    const { verdict } = await watching(soak, () => undefined);
    assert.equal(verdict.is, 'inconclusive');
  });
  it('given a moment without data, goes on', async () =>
    assert.equal((await watching(soak, (n) => (n === 2 ? undefined : 0))).verdict.is, 'pass'));
  it('given a pod that is not ready any more, fails whatever the metrics say', async () => {
    const { verdict } = await watching(soak, () => 0, { ...sighting, candidate: [aPod(1, { ready: false })] });
    assert.match(verdict.is === 'fail' ? verdict.because : '', /only 0 of 1 candidates are ready/);
  });
});

describe('a gate', () => {
  it('D0-21: given no data, asks again as long as it may and then says that it does not know', async () => {
    const { verdict, asked } = await watching(gate, () => undefined);
    assert.equal(verdict.is, 'inconclusive');
    assert.ok(asked > 1);
  });
  it('given data at the second try, passes', async () =>
    assert.equal((await watching(gate, (n) => (n === 1 ? undefined : 0))).verdict.is, 'pass'));
  it('given another hand on the workload, fails and names it', async () => {
    const { verdict } = await watching(gate, () => 0, { ...sighting, trouble: 'somebody set the image to web:9' });
    assert.match(verdict.is === 'fail' ? verdict.because : '', /somebody set the image/);
  });
});
