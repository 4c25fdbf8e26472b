import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { json, serve } from '../support/http-server.ts';
import type { HttpServer } from '../support/http-server.ts';
import type { Running } from '../support/running.ts';
import type { Tried } from '../support/trial.ts';
import { trials } from '../support/trial.ts';

const quick = {
  stabilization: { for: '200ms', readyWithin: '10s' },
  monitor: { for: '300ms', every: '100ms' },
} as const;
const abortAt = (begun: number) => async (running: Running) => {
  await running.step(begun);
  await running.command('abort', { why: `at step ${begun}` });
  await running.rig.observer.mark(running.app.namespace, 'aborted');
};
/** Long enough that an abort finds the step it is meant for. */
const slow = { ...quick, stabilization: { for: '1500ms', readyWithin: '10s' } } as const;

/** A health page that turns bad on the test's word. */
let page: Pick<HttpServer, 'url' | 'close'> = { url: 'http://127.0.0.1', close: async () => {} };
const failing = new Set<string>();
const health = (of: string) => ({ http: { url: `${page.url}/${of}`, samples: 2, every: '20ms' } });

const WENT_HOME = (): Record<string, Tried & { why: RegExp }> => ({
  'S0-178 D0-40: an image that never becomes ready': {
    image: 'web:2-neverready',
    spec: { ...quick, stabilization: { for: '200ms', readyWithin: '1500ms' } },
    why: /only 0 of 1 candidates became ready.* within 1500ms/,
  },
  'S0-178: an image that crashes': {
    image: 'web:2-crash',
    spec: quick,
    why: /in a crash loop: 3 restarts/,
  },
  'D0-18: an image that flaps while it is watched': {
    image: 'web:2-flap',
    spec: { ...quick, stabilization: { for: '8s', readyWithin: '10s' } },
    why: /was ready and no longer is/,
  },
  'S0-066: a check that fails after the second pod': {
    spec: { ...slow, gates: { postPodReplacement: [health('gate')] } },
    meanwhile: async (running) => {
      await running.candidates(2);
      failing.add('gate');
    },
    why: /answered 503/,
  },
  'S0-048 D0-31: a monitor that fails when every pod is new': {
    spec: { ...quick, monitor: { for: '20s', every: '100ms', checks: [health('monitor')] } },
    meanwhile: async (running) => {
      await running.phase('monitoring');
      failing.add('monitor');
    },
    why: /answered 503/,
  },
  'S0-047: a final gate that fails': {
    spec: { ...quick, gates: { finalValidation: [health('final')] } },
    given: async () => void failing.add('final'),
    why: /answered 503/,
  },
  'S0-178: an abort while the first pod is watched': {
    spec: slow,
    meanwhile: abortAt(2),
    why: /aborted by tester: at step 2/,
  },
  'S0-178: an abort while a pod is replaced': {
    spec: slow,
    meanwhile: abortAt(3),
    why: /aborted by tester: at step 3/,
  },
  'S0-178: an abort after two pods': { spec: slow, meanwhile: abortAt(6), why: /aborted by tester: at step 6/ },
  'S0-178: an abort while it soaks': {
    spec: { ...quick, monitor: { for: '20s', every: '100ms' } },
    meanwhile: async (running) => {
      await running.phase('monitoring');
      await running.command('abort', { why: 'no good' });
      await running.rig.observer.mark(running.app.namespace, 'aborted');
    },
    why: /aborted by tester: no good/,
  },
  'S0-178: an abort in the middle of a tranche': {
    replicas: 55,
    spec: { ...quick, stabilization: { for: '50ms', readyWithin: '10s' } },
    meanwhile: async (running) => {
      await running.candidates(4);
      await running.command('abort', { why: 'enough' });
      await running.rig.observer.mark(running.app.namespace, 'aborted');
    },
    why: /aborted by tester: enough/,
  },
  'D0-30: a deadline that passes': {
    image: 'web:2-slow',
    spec: { ...quick, deadline: '3s' },
    why: /the deadline .* has passed/,
  },
  'S0-049: a cancellation in Temporal': {
    spec: slow,
    meanwhile: async (running) => {
      const { rig, started } = running;
      await running.candidates(2);
      await rig.client.workflow.getHandle(started.workflowId, started.runId).cancel();
    },
    why: /cancelled in Temporal/,
  },
  'S0-178: a failure with pods that may be missing': {
    image: 'web:2-neverready',
    spec: {
      ...quick,
      stabilization: { for: '200ms', readyWithin: '1500ms' },
      limits: { maxSurge: 0, maxUnavailable: 1 },
    },
    expected: { floor: 2, ceiling: 3 },
    why: /became ready/,
  },
  'S0-178: a failure with pods that may be missing and no room for one more': {
    image: 'web:2-neverready',
    spec: {
      ...quick,
      stabilization: { for: '200ms', readyWithin: '1500ms' },
      limits: { maxSurge: 0, maxUnavailable: 1 },
    },
    given: async (rig, { namespace }) => {
      const quota = { metadata: { name: 'full' }, spec: { hard: { pods: '3' } } };
      await rig.admin.must('POST', `/api/v1/namespaces/${namespace}/resourcequotas`, quota);
    },
    expected: { floor: 2, ceiling: 3 },
    why: /became ready/,
  },
});

describe('a rollout that goes home', function () {
  this.timeout(60_000);
  let tried: ReturnType<typeof trials>;
  const titles = Object.keys(WENT_HOME());
  before(async () => {
    page = await serve((got, response) => json({}, failing.has(got.path.slice(1)) ? 503 : 200)(got, response));
    tried = trials(WENT_HOME());
    tried.start();
  });
  after(() => page.close());

  for (const title of titles)
    it(`${title} leads home, to exactly what was there`, async () => {
      const { outcome, because, violations } = await tried.of(title);

      assert.deepEqual({ is: outcome.is, violations }, { is: 'rolled-back', violations: [] }, because);
      assert.match(because, WENT_HOME()[title]?.why ?? /never/);
    });
});
