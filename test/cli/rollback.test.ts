import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { anApp, deploymentOf, outcomeOf, reportOf, rolloutOf, start, testRig } from '../support/rig.ts';
import type { App, Rig } from '../support/rig.ts';
import { at, BAD, commandOf } from './command.ts';
import { scenes } from './scenes.ts';

const imageOf = async (rig: Rig, app: App): Promise<string | undefined> =>
  (await deploymentOf(rig, app)).spec.template.spec.containers[0]?.image;

async function roll(rig: Rig, app: App, image: string, spec: Parameters<typeof rolloutOf>[2] = {}): Promise<void> {
  await outcomeOf(rig, await start(rig, rolloutOf(app, image, { monitor: { for: '200ms', every: '100ms' }, ...spec })));
}

/** Promoted 1.1.0 and 1.2.0, tried a bad one, then rolled back twice, then looked. */
async function backTwice() {
  const rig = await testRig();
  const [tidegate, app] = [commandOf(rig), await anApp(rig, 1)];
  await roll(rig, app, 'web:1.1.0');
  await roll(rig, app, 'web:1.2.0');
  await roll(rig, app, 'web:2-neverready', BAD);
  const first = await tidegate(`rollback ${at(app)}`, 'orders are "rejected"', '--wait');
  const between = await imageOf(rig, app);
  const second = await tidegate(`rollback ${at(app)} --wait`);
  const rollout = (await tidegate(`report ${at(app)} -o name`)).out.trim();
  const [history, one, none, status, report] = await Promise.all([
    tidegate(`history ${at(app)}`),
    tidegate(`history ${at(app)} 4 -o json`),
    tidegate(`history ${at(app)} 77`),
    tidegate(`status ${at(app)}`),
    tidegate(`report ${rollout}`),
  ]);
  const stored = await reportOf(rig, rollout);
  return { rig, app, first, between, second, now: await imageOf(rig, app), history, one, none, status, report, stored };
}

const STORIES = scenes({
  backTwice,
  slow: async () => {
    const rig = await testRig();
    const [tidegate, app] = [commandOf(rig), await anApp(rig, 1)];
    await roll(rig, app, 'web:1.1.0', { stabilization: { for: '2s', readyWithin: '10s' } });
    await roll(rig, app, 'web:1.2.0');
    const late = await tidegate(`rollback ${at(app)} --wait --timeout 500ms`);
    return { late, end: await tidegate(`status ${at(app)} -w`) };
  },
});

describe('rolling back from the command line', function () {
  this.timeout(60_000);
  before(() => STORIES.begin());

  it('S0-160 S0-180 D0-40: given a failed attempt in between, returns to the last promoted image', async () => {
    const { first, between } = await STORIES.of('backTwice');

    assert.equal(first.code, 0, `${first.out}${first.err}`);
    assert.equal(between, 'web:1.1.0');
  });

  it('S0-159 S0-162: says from what to what it rolls, when that was promoted, and why', async () => {
    const { first } = await STORIES.of('backTwice');

    assert.match(
      first.err,
      /^Rolling default\/.* back from web:1\.2\.0 to web:1\.1\.0 \(promoted 2[^)]*Z\): orders are "rejected"\n/,
    );
  });

  it('D0-40: given a second rollback, does not return to the image that was rejected', async () => {
    const { second, now } = await STORIES.of('backTwice');

    assert.equal(second.code, 5);
    assert.match(
      second.err,
      /no other image is on record that was promoted and not rolled back from since\nSay what to run: /,
    );
    assert.equal(now, 'web:1.1.0');
  });

  it('D0-45 S0-163: the report names the reason, who asked, and what was rejected', async () => {
    const { stored, report } = await STORIES.of('backTwice');

    assert.deepEqual(
      [stored.result, stored.rolled_back_from, stored.revision],
      ['promoted', 'web:1.2.0', { before: 5, after: 6 }],
    );
    assert.match(stored.requested_by, /^ada@/);
    assert.match(report.out, /asked for by ada@\S+: orders are "rejected"/);
    assert.match(report.out, /Rolled back from: +web:1\.2\.0/);
  });

  it('S0-158 S0-161: given no reason, says that it was asked for by hand; given too little time, exits with 3', async () => {
    const { late, end } = await STORIES.of('slow');

    assert.match(late.err, /: Manual rollback requested\n/);
    assert.deepEqual([late.code, end.code], [3, 0]);
  });

  it('S0-182 D0-47: given history, lists the revisions and how the rollouts ended', async () => {
    const { history } = await STORIES.of('backTwice');

    assert.match(
      history.out,
      /^REVISION +AGE +IMAGE +CHANGE-CAUSE\n6 +\d+s +web:1\.1\.0 +tidegate: image web:1\.1\.0 by ada/,
    );
    assert.match(
      history.out,
      /\nAGE +RESULT +REVISION[^]*promoted +5 → 6 +web:1\.1\.0[^]*rolled-back +3 → 5 +web:2-neverready/,
    );
  });

  it('S0-182: given history of one revision, shows that one; given one there is not, refuses and names what there is', async () => {
    const { one, none } = await STORIES.of('backTwice');

    const { revisions } = JSON.parse(one.out) as { revisions: { revision: number; image: string }[] };
    assert.deepEqual(
      revisions.map(({ revision, image }) => [revision, image]),
      [[4, 'web:2-neverready']],
    );
    assert.equal(none.code, 5);
    assert.match(none.err, /has no revision 77; it has 6, 5, 4, 1/);
  });

  it('S0-181: given status, shows how it stands and the history', async () => {
    const { status } = await STORIES.of('backTwice');

    assert.equal(status.code, 0);
    assert.match(status.out, /Status: +✔ Promoted\n[^]*HISTORY\nAGE +RESULT/);
  });
});
