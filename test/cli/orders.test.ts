import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { parse } from 'yaml';
import { reportOf } from '../support/rig.ts';
import { APPROVED, at, SOAKING } from './command.ts';
import { agree, deployed, phase } from './running.ts';
import { scenes } from './scenes.ts';

const STORIES = scenes({
  approved: async () => {
    const { rig, tidegate, app, rollout } = await deployed(APPROVED);
    await phase(rig, app, 'waiting-approval');
    const waiting = await Promise.all([
      tidegate(`status ${at(app)}`),
      tidegate(`status ${at(app)} -w --until waiting`),
      tidegate(`status ${at(app)} -w --timeout 1s`),
    ]);
    const wrong = await tidegate(`approve ${at(app)} --gate nobody --why x`);
    const watched = tidegate(`status ${at(app)} -w`);
    const approve = await tidegate(`approve ${at(app)} --gate board`, '--why', 'CHG-4711 was read');
    return { waiting, wrong, approve, watched: await watched, report: await reportOf(rig, rollout) };
  },
  aborted: async () => {
    const { rig, tidegate, app, rollout } = await deployed(SOAKING);
    await phase(rig, app, 'monitoring');
    const forms = await Promise.all(['json', 'yaml', 'name'].map((form) => tidegate(`get ${at(app)} -o ${form}`)));
    const listed = await tidegate('list --running -o json');
    const abort = await tidegate(`abort ${at(app)}`, '--why', 'latency doubled', '--by', 'grace');
    const watched = await tidegate(`get ${at(app)} -w`);
    return {
      rollout,
      forms,
      listed,
      abort,
      watched,
      late: await tidegate(`abort ${at(app)} --why late`),
      report: await reportOf(rig, rollout),
    };
  },
  promoted: async () => {
    const { rig, tidegate, app } = await deployed(SOAKING);
    await phase(rig, app, 'monitoring');
    const promote = await tidegate(`promote ${at(app)}`);
    return { promote, watched: await tidegate(`status ${at(app)} -w`) };
  },
  paused: async () => {
    const { rig, tidegate, app } = await deployed(APPROVED);
    await phase(rig, app, 'waiting-approval');
    const pause = await tidegate(`pause ${at(app)}`);
    await agree(rig, app);
    await phase(rig, app, 'paused');
    const standing = await tidegate(`status ${at(app)}`);
    const resume = await tidegate(`resume ${at(app)}`);
    return { pause, standing, resume, watched: await tidegate(`status ${at(app)} -w`) };
  },
});

describe('commands to a running rollout', function () {
  this.timeout(60_000);
  before(() => STORIES.begin());

  it('given a rollout that waits for an approval, status exits with 4 and says what for', async () => {
    const { waiting } = await STORIES.of('approved');

    assert.deepEqual(
      waiting.map(({ code }) => code),
      [4, 4, 3],
    );
    assert.match(waiting[0]?.out ?? '', /Status: +◷ Waiting for approval\nMessage: +approval board within 10m/);
    assert.match(waiting[2]?.err ?? '', /Still running after the timeout; it goes on/);
  });

  it('given an approval that nobody waits for, refuses with 5', async () => {
    const { wrong } = await STORIES.of('approved');

    assert.equal(wrong.code, 5);
    assert.match(wrong.err, /nobody waits for nobody now; board is waited for/);
  });

  it('given the approval, goes on, and the report says by whom and why', async () => {
    const { approve, watched, report } = await STORIES.of('approved');

    assert.deepEqual([approve.code, approve.out, watched.code], [0, 'board approved\n', 0]);
    assert.match(report.approvals[0]?.by ?? '', /^ada@/);
    assert.equal(report.approvals[0]?.why, 'CHG-4711 was read');
  });

  it('S0-181: given status -w without a terminal, prints a line for every change and ends', async () => {
    const { watched } = await STORIES.of('approved');
    const lines = watched.out.trimEnd().split('\n');

    for (const line of lines) assert.match(line, /^\d\d:\d\d:\d\dZ (INFO|SUCCESS|WARN|ERROR) \S/);
    assert.equal(new Set(lines).size, lines.length, 'no line twice');
    assert.deepEqual(
      lines.flatMap((line) => / step (\d)\/\d updated/.exec(line)?.[1] ?? []),
      ['1', '2', '3', '4', '5', '6'],
    );
  });

  it('given get -o json, yaml or name, prints the same rollout', async () => {
    const {
      forms: [json, yaml, name],
      rollout,
      listed,
    } = await STORIES.of('aborted');
    const [a, b] = [JSON.parse(json?.out ?? ''), parse(yaml?.out ?? '')];

    assert.deepEqual(
      [a.kind, a.status.rollout, b.status.rollout, name?.out],
      ['RolloutStatus', rollout, rollout, `${rollout}\n`],
    );
    assert.equal(a.status.phase, 'monitoring');
    assert.ok(JSON.parse(listed.out).items.some((item: { rollout: string }) => item.rollout === rollout));
  });

  it('given abort, goes home; the report names who and why', async () => {
    const { abort, watched, report } = await STORIES.of('aborted');

    assert.deepEqual([abort.code, abort.out, watched.code], [0, 'going home\n', 2]);
    assert.equal(report.because, 'aborted by grace: latency doubled');
  });

  it('given abort of a rollout that has ended, refuses with 5', async () => {
    const { late } = await STORIES.of('aborted');

    assert.equal(late.code, 5);
    assert.match(late.err, /no rollout of it is running/);
  });

  it('given promote during a soak, skips the rest of it', async () => {
    const { promote, watched } = await STORIES.of('promoted');

    assert.deepEqual([promote.code, promote.out, watched.code], [0, 'going on\n', 0]);
  });

  it('given pause, stops before the next step; given resume, goes on', async () => {
    const { pause, standing, resume, watched } = await STORIES.of('paused');

    assert.deepEqual([pause.code, standing.code, resume.code, watched.code], [0, 4, 0, 0]);
    assert.match(pause.out, /^paused; the present step is finished first/);
  });
});
