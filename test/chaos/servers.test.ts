import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { startStack } from '../../infra/devstack/stack.ts';
import type { Server } from '../../infra/devstack/process.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folders.ts';
import { anApp, outcomeOf, rigOf, rolloutOf, start } from '../support/rig.ts';
import type { Rig } from '../support/rig.ts';
import { stopAtEnd } from '../support/stack.ts';
import { takeCensus } from './census.ts';

const quick = { stabilization: { for: '300ms', readyWithin: '60s' } } as const;

/** Which server dies, and how; a stack of its own, because nobody else should feel it. */
const VICTIMS: Readonly<Record<string, (rig: Rig) => Server | undefined>> = {
  'the Temporal server': ({ stack }) => stack.temporal.process,
  'the API server': ({ stack }) => stack.cluster.processes.apiserver,
  'the controller manager': ({ stack }) => stack.cluster.processes.controllerManager,
  etcd: ({ stack }) => stack.cluster.processes.etcd,
};

describe('a server that dies under a rollout', function () {
  this.timeout(120_000);
  let rig: Rig;

  before(async () => {
    const stack = await startStack({ dir: await temporaryFolder('doomed') });
    stopAtEnd(stack);
    rig = await rigOf(stack);
  });

  for (const [name, victimOf] of Object.entries(VICTIMS))
    for (const step of [2, 4])
      it(`given ${name} is killed with -9 at step ${step} and comes back, promotes with every pod replaced once`, async () => {
        const app = await anApp(rig, 3);
        const census = await takeCensus(rig.stack.cluster, app.namespace);
        const started = await start(rig, rolloutOf(app, 'web:1.1.0', quick));
        await eventually(
          `step ${step}`,
          () => rig.rollouts.status(app.target),
          ({ status }) => status.begun >= step,
        );

        const victim = victimOf(rig);
        assert.ok(victim);
        await victim.kill('SIGKILL');
        await victim.start();

        assert.deepEqual(await outcomeOf(rig, started), { is: 'promoted' });
        await census.close();
        assert.equal(census.ever('web:1.1.0'), 3);
        assert.ok(census.ready.least >= 3, `only ${census.ready.least} of 3 pods were ready at some moment`);
      });
});
