import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { trials } from '../support/trial.ts';
import type { Running } from '../support/running.ts';

const quick = {
  stabilization: { for: '300ms', readyWithin: '10s' },
  monitor: { for: '300ms', every: '100ms' },
} as const;
/** Fails once: the image never becomes ready in so short a time. */
const impatient = { ...quick, stabilization: { for: '100ms', readyWithin: '1s' }, onFailure: 'hold' } as const;
const SLOW = 'web:2-slow';

const hold = (decide: (running: Running) => Promise<unknown>) => async (running: Running) => {
  await running.phase('held');
  await decide(running);
};

/** What the commands that must be refused answered. */
const answers = new Map<string, string>();
const refused = async (key: string, command: Promise<unknown>): Promise<void> => {
  answers.set(
    key,
    await command.then(String, (error: unknown) => (error instanceof Error ? error.message : String(error))),
  );
};

const TRIED = trials({
  held: {
    image: SLOW,
    replicas: 1,
    spec: impatient,
    meanwhile: hold(async (running) => {
      await running.candidates(1);
      await running.command('resume');
    }),
  },
  forced: {
    image: SLOW,
    replicas: 1,
    spec: impatient,
    meanwhile: hold((running) => running.command('promote')),
    expected: { floor: 0, podsFail: true },
  },
  heldAndAborted: {
    image: SLOW,
    replicas: 1,
    spec: impatient,
    meanwhile: hold((running) => running.command('abort', { why: 'no' })),
  },
  approved: {
    spec: { ...quick, approvals: [{ name: 'board', by: ['alice'] }] },
    meanwhile: async (running: Running) => {
      const { plan } = await running.phase('waiting-approval');
      await refused('wrong person', running.command('approve', { gate: 'board', by: 'mallory' }));
      await refused('wrong plan', running.command('approve', { gate: 'board', by: 'alice', plan: 'f'.repeat(64) }));
      await refused('wrong gate', running.command('approve', { gate: 'other', by: 'alice' }));
      await running.command('approve', { gate: 'board', by: 'alice', ...(plan && { plan: plan.digest }) });
    },
  },
  expired: { spec: { ...quick, approvals: [{ name: 'board', deadline: '1s' }] } },
  expiredAtStart: {
    spec: { ...quick, approvals: [{ name: 'board', before: 'start', deadline: '500ms' }] },
    expected: { outcome: 'rolled-back' },
  },
  paused: {
    spec: { ...quick, stabilization: { for: '1s', readyWithin: '10s' } },
    meanwhile: async (running: Running) => {
      const { rig, app } = running;
      await running.candidates(1);
      await running.command('pause');
      await running.phase('paused');
      await rig.observer.mark(app.namespace, 'paused');
      const before = await rig.observer.revision();
      await running.until('something happens elsewhere', () => true);
      answers.set('paused at', String(before));
      await rig.observer.mark(app.namespace, 'resumed');
      await running.command('resume');
    },
  },
  pausedTranche: {
    replicas: 52,
    spec: { ...quick, stabilization: { for: '50ms', readyWithin: '10s' } },
    meanwhile: async (running: Running) => {
      await running.candidates(5);
      await running.command('pause');
      await running.phase('paused');
      await running.rig.observer.mark(running.app.namespace, 'paused');
      await running.rig.observer.mark(running.app.namespace, 'resumed');
      await running.command('resume');
    },
  },
  soaking: {
    spec: { ...quick, monitor: { for: '10m', every: '100ms' } },
    meanwhile: async (running: Running) => {
      await running.phase('monitoring');
      await running.until('the soak runs', ({ begun, plan }) => plan?.steps[begun - 1]?.do.op === 'analyse');
      await running.command('promote', { why: 'seen enough' });
    },
  },
});

describe('a rollout in the hands of people', function () {
  this.timeout(60_000);
  before(() => TRIED.start());

  const ends = async (name: (typeof TRIED.names)[number], is: string, why: RegExp): Promise<void> => {
    const { outcome, because, violations } = await TRIED.of(name);
    assert.deepEqual({ is: outcome.is, violations }, { is, violations: [] }, because);
    assert.match(because, why);
  };

  it('D0-14: given onFailure hold and a failure, waits; resumed, tries again and promotes', () =>
    ends('held', 'promoted', /^$/));

  it('D0-14: given a held rollout that is told to go on, goes on', () => ends('forced', 'promoted', /^$/));

  it('D0-14: given a held rollout that is aborted, goes home', () =>
    ends('heldAndAborted', 'rolled-back', /aborted by tester|became ready/));

  it('given the approval of the right person on the right plan, promotes', () => ends('approved', 'promoted', /^$/));

  it('given an approval of the wrong person, plan or gate, refuses it and says who may', async () => {
    await TRIED.of('approved');

    assert.match(answers.get('wrong person') ?? '', /mallory may not approve board; alice may/);
    assert.match(answers.get('wrong plan') ?? '', /read it again/);
    assert.match(answers.get('wrong gate') ?? '', /nobody waits for other/);
  });

  it('given nobody who approves, goes home when the time is up', () =>
    ends('expired', 'rolled-back', /nobody approved board within 1s/));

  it('given nobody who approves the start, touches nothing', () =>
    ends('expiredAtStart', 'refused', /nobody approved board.*nothing had been touched/));

  it('I13: given a pause, changes nothing until it is resumed', () => ends('paused', 'promoted', /^$/));

  it('I13: given a pause in the middle of a tranche, stops between two pods', () =>
    ends('pausedTranche', 'promoted', /^$/));

  it('S0-048: given a soak that is cut short, promotes', () => ends('soaking', 'promoted', /^$/));
});
