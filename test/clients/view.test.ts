import assert from 'node:assert/strict';
import pc from 'picocolors';
import { clipped } from '../../clients/cli/columns.ts';
import { exitCodeOfLive } from '../../clients/cli/exit-codes.ts';
import { harmlessText } from '../../clients/cli/harmless.ts';
import { Progress } from '../../clients/cli/view/progress.ts';
import { renderTree } from '../../clients/cli/view/tree.ts';
import type { Live } from '../../clients/rollouts.ts';
import { aLive, NOW } from './a-live.ts';

const plain = pc.createColors(false);
const tree = (live: Live): string => renderTree(live, plain, NOW);

describe('the live tree', () => {
  it('given a rollout in its third step, shows where it stands', () => {
    const measurements = [
      { check: 'errors', value: 0.01234567, limit: 'at most 1%', verdict: 'fail' as const, detail: 'too many' },
      { check: 'latency', verdict: 'inconclusive' as const, detail: 'no sample' },
    ];

    const text = tree(aLive({ measurements }, { doing: ['2/3 ready'] }));

    const expected = `
Name:      web
Target:    default/shop/deployment/web
Rollout:   0195f6e4-0000-7000-8000-000000000000 (5m ago)
Strategy:  conservative, at most 1 at once, ends by 2026-03-02T13:00:00.000Z
Status:    ◌ Rolling
Images:    registry.example.com/shop/web:stable → registry.example.com/shop/web:2.4.1@sha256:1f8b8bb92a72
Step:      3/9
Now:       2/3 ready
Temporal:  http://localhost:8233/namespaces/default/workflows/target

STEPS
  ✔ 1  1 of 3 pods run the candidate, 3 stable stay
  ✔ 2  1 of 3 candidates are ready and stay so
  ▶ 3  2 of 3 pods run the candidate, 2 stable stay; web-7d4b9c-b001 goes
  · 4  2 of 3 candidates are ready and stay so
  · 5  3 of 3 pods run the candidate, 1 stable stay; web-7d4b9c-a000 goes
  · 6  3 of 3 candidates are ready and stay so
  · 7  3 of 3 pods run the candidate, 0 stable stay; web-7d4b9c-c002 goes
  · 8  the candidate serves alone and holds for 3m
  · 9  the candidate becomes stable; from here the way is forward

PODS
  ■ 2 of 3           candidate
  ✔ web-7d4b9c-b001  replaced   was 1. to go
  □ web-7d4b9c-a000  stable     goes next, healthy by name
  □ web-7d4b9c-c002  stable     3. to go, healthy by name

CHECKS
  ✖ errors   0.01235  at most 1%  too many
  ? latency  -                    no sample`;
    assert.equal(`\n${text}`, expected.replaceAll('healthy by name', 'healthy, by name'));
  });

  it('given what it waits for, says it', () => {
    const text = tree(aLive({ phase: 'waiting-approval', waitingFor: 'change-board, until noon' }));

    assert.match(text, /Status: +◷ Waiting for approval\nMessage: +change-board, until noon/);
  });

  it('given a rollout that went home, shows why and that every pod is stable again', () => {
    const text = tree(
      aLive({ phase: 'ended', outcome: { is: 'rolled-back', because: 'errors: too many' } }, { run: 'COMPLETED' }),
    );

    assert.match(text, /Status: +✖ Rolled back\nMessage: +errors: too many/);
    assert.doesNotMatch(text, /replaced|■/);
    assert.match(text, /PODS\n {2}□ 3 of 3 +stable +again$/m);
  });

  it('given a promoted rollout, shows that every pod is of the new version and names none that are gone', () => {
    const text = tree(aLive({ phase: 'ended', begun: 9, outcome: { is: 'promoted' } }, { run: 'COMPLETED' }));

    assert.match(text, /PODS\n {2}✔ 3 of 3 +promoted$/m);
  });

  it('given activities that say nothing, keeps the line for it: what comes and goes makes the picture jump', () => {
    assert.match(tree(aLive()), /^Now: +-$/m);
  });

  it('given a run that was terminated, says that nobody leads it', () => {
    const text = tree(aLive({}, { run: 'TERMINATED' }));

    assert.match(text, /\? Gone: the run is terminated\nMessage: +nobody leads it any more; see `tidegate doctor`/);
  });

  it('given a status before there is a plan, shows what there is', () => {
    const { plan: _, ...bare } = aLive().status;
    const live = { ...aLive(), status: { ...bare, phase: 'locking' as const, begun: 0 } };

    assert.match(tree(live), /Status: +◌ Locking\nTemporal:/);
  });

  it('given control characters from outside, prints none of them', () => {
    const live = aLive({
      waitingFor: 'a\u001b[2J\r\nb\u202ec',
      measurements: [{ check: 'x\u0007', verdict: 'pass', detail: '\u009b31m' }],
    });

    assert.doesNotMatch(tree(live), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('progress lines', () => {
  it('given a new step, tells it with the pods updated and the time (S0-132, S0-142)', () => {
    const lines = new Progress().lines(aLive(), NOW);

    assert.deepEqual(lines, [
      '09:05:00Z INFO step 3/9 updated 2/3, stable 2: 2 of 3 pods run the candidate, 2 stable stay; web-7d4b9c-b001 goes',
      '09:05:00Z INFO Rolling',
    ]);
  });

  it('given the same status again, says nothing', () => {
    const progress = new Progress();
    progress.lines(aLive(), NOW);

    assert.deepEqual(progress.lines(aLive(), NOW + 1_000), []);
  });

  it('given new events, tells each once with its own time and level', () => {
    const progress = new Progress();
    const first = { at: '2026-03-02T09:01:00.000Z', what: 'locked' };
    const failed = { check: 'errors', verdict: 'fail' as const, detail: 'too many' };
    const second = { at: '2026-03-02T09:02:00.000Z', what: 'judged', by: 'alice', evidence: [failed] };
    progress.lines(aLive({ events: [first] }), NOW);

    const lines = progress.lines(aLive({ events: [first, second] }), NOW);

    assert.deepEqual(lines, ['09:02:00Z ERROR judged (by alice)']);
  });

  it('given a step that passed, says on what', () => {
    const passed = { at: '2026-03-02T09:02:00.000Z', step: 3, what: 'passed' };
    const check = (name: string) => ({ check: name, verdict: 'pass' as const, detail: '0.1 % seen' });

    const lines = (names: readonly string[]) =>
      new Progress().lines(aLive({ events: [{ ...passed, evidence: names.map(check) }] }), NOW)[0];

    assert.equal(lines([]), '09:02:00Z INFO step 3 passed');
    assert.equal(lines(['errors']), '09:02:00Z INFO step 3 passed: errors: 0.1 % seen');
    assert.equal(lines(['a', 'b', 'c']), '09:02:00Z INFO step 3 passed: 3 checks');
  });

  it('given a verdict and its consequence with one reason, tells it once', () => {
    const event = (what: string) => ({ at: '2026-03-02T09:02:00.000Z', step: 3, what });
    const events = [event('fail: errors: too many'), event('failed: errors: too many')];

    const lines = new Progress().lines(aLive({ events }), NOW);

    assert.deepEqual(lines.slice(0, -2), ['09:02:00Z INFO step 3 fail: errors: too many']);
  });

  it('given who asked in the words themselves, does not name them twice', () => {
    const events = [{ at: '2026-03-02T09:02:00.000Z', what: 'asked for by alice', by: 'alice' }];

    assert.equal(new Progress().lines(aLive({ events }), NOW)[0], '09:02:00Z INFO asked for by alice');
  });

  it('given a list of events that was shortened, goes on after the last one told', () => {
    const progress = new Progress();
    const event = (minute: string) => ({ at: `2026-03-02T09:${minute}:00.000Z`, what: `event ${minute}` });
    progress.lines(aLive({ events: [event('01'), event('02'), event('03')] }), NOW);

    const lines = progress.lines(aLive({ events: [event('01'), event('04')] }), NOW);

    assert.deepEqual(lines, ['09:04:00Z INFO event 04']);
  });

  it('given the outcome, tells it with the level it deserves', () => {
    const ended = (is: 'promoted' | 'rolled-back') =>
      new Progress().lines(aLive({ phase: 'ended', outcome: { is, because: 'so' } }), NOW).at(-1);

    assert.equal(ended('promoted'), '09:05:00Z SUCCESS Promoted: so');
    assert.equal(ended('rolled-back'), '09:05:00Z ERROR Rolled back: so');
  });
});

describe('the exit code of a rollout', () => {
  const cases: readonly (readonly [Live, number])[] = [
    [aLive(), 0],
    [aLive({ outcome: { is: 'promoted' } }), 0],
    [aLive({ outcome: { is: 'rolled-back', because: '' } }), 2],
    [aLive({ outcome: { is: 'halted', because: '' } }), 2],
    [aLive({ outcome: { is: 'stranded', because: '', left: [] } }), 2],
    [aLive({ outcome: { is: 'postponed', because: '' } }), 5],
    [aLive({ outcome: { is: 'refused', because: '' } }), 5],
    [aLive({ phase: 'waiting-approval' }), 4],
    [aLive({ phase: 'held' }), 4],
    [aLive({}, { run: 'TERMINATED' }), 1],
  ];
  for (const [live, code] of cases)
    it(`given ${live.status.outcome?.is ?? live.status.phase} and a run that is ${live.run}, is ${code}`, () => {
      assert.equal(exitCodeOfLive(live), code);
    });
});

describe('a line cut to the window', () => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['one that fits', 'abc', 3, 'abc'],
    ['one that is too long', 'abcdef', 4, 'abc…'],
    ['wide letters', '日本語', 4, '日…'],
    ['colours', '\u001b[32mabc\u001b[39mdef', 3, '\u001b[32mab\u001b[39m…'],
  ];
  for (const [what, line, width, expected] of cases)
    it(`given ${what}, is ${JSON.stringify(expected)}`, () => {
      assert.equal(clipped(line, width), expected);
    });
});

describe('harmless text', () => {
  it('given a megabyte, is cut', () => {
    assert.equal(harmlessText('x'.repeat(1_000_000)).length, 2_001);
  });
});
