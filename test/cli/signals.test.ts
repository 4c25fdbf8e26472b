import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { ensureBinaries } from '../../infra/devstack/binaries.ts';
import { run } from '../../infra/devstack/run.ts';
import { reportOf } from '../support/rig.ts';
import type { App, Rig } from '../support/rig.ts';
import { APPROVED, SOAKING } from './command.ts';
import { agree, deployed, phase } from './running.ts';
import { scenes } from './scenes.ts';

/** Temporal's own command line, as somebody uses it who has never heard of ours. */
async function signal({ stack: { temporal } }: Rig, { target }: App, name: string): Promise<void> {
  const binaries = await ensureBinaries(['temporal'], () => {});
  const id = `target/default/${target.namespace}/deployment/${target.name}`;
  await run(binaries.temporal, [
    'workflow',
    'signal',
    '--address',
    temporal.address,
    '--workflow-id',
    id,
    '--name',
    name,
  ]);
}

const STORIES = scenes({
  signalled: async () => {
    const { rig, app, rollout } = await deployed(SOAKING);
    await phase(rig, app, 'monitoring');
    await signal(rig, app, 'abort');
    await phase(rig, app, 'ended');
    return reportOf(rig, rollout);
  },
  skipped: async () => {
    const { rig, app, rollout } = await deployed({ ...APPROVED, ...SOAKING });
    await phase(rig, app, 'waiting-approval');
    await signal(rig, app, 'promote'); // an approval cannot be skipped
    await agree(rig, app);
    await phase(rig, app, 'monitoring');
    await signal(rig, app, 'promote');
    await phase(rig, app, 'ended');
    return reportOf(rig, rollout);
  },
});

describe('signals from Temporal’s own command line', function () {
  this.timeout(60_000);
  before(() => STORIES.begin());

  it('given the signal abort from Temporal’s own command line, goes home and is marked as unverified', async () => {
    const { result, because } = await STORIES.of('signalled');

    assert.deepEqual([result, because], ['rolled-back', 'aborted by a hand in Temporal (unverified): signal']);
  });

  it('given the signal promote, skips the soak; where nothing can be skipped it is ignored and noted', async () => {
    const { result, events } = await STORIES.of('skipped');

    assert.equal(result, 'promoted');
    assert.ok(events.some(({ what }) => what.startsWith('signal ignored: nothing can be skipped now')));
    assert.ok(events.some(({ what, by }) => what === 'told to go on: signal' && by?.includes('unverified')));
  });
});
