import assert from 'node:assert/strict';
import { defaultPayloadConverter } from '@temporalio/common';
import { before, describe, it } from 'mocha';
import { eventually } from '../support/eventually.ts';
import { outcomeOf, anApp, rolloutOf, start, testRig } from '../support/rig.ts';
import { scenes } from './scenes.ts';

/** What Temporal's UI shows under "Current details"; a query that every workflow answers. */
interface Metadata {
  readonly currentDetails: string;
}

const STORIES = scenes({
  watched: async () => {
    const rig = await testRig();
    const app = await anApp(rig, 2);
    const spec = { monitor: { for: '10m', every: '1s' }, strategy: { adaptive: {} } } as const;
    const started = await start(rig, rolloutOf(app, 'web:1.1.0', spec), 'ada');
    const handle = rig.client.workflow.getHandle(started.workflowId);
    const read = async () => (await handle.query<Metadata>('__temporal_workflow_metadata')).currentDetails;
    const soaking = await eventually('it soaks', read, (details) => details.startsWith('## monitoring'));
    const running = await handle.describe();
    await rig.rollouts.command(app.target, 'promote', { by: 'ada', why: 'enough' });
    await outcomeOf(rig, started);
    const ended = await handle.describe();
    return { started, soaking, running, ended, details: await read(), history: await handle.fetchHistory() };
  },
});

const attributes = ({
  searchAttributes,
}: {
  readonly searchAttributes: Readonly<Record<string, unknown>>;
}): unknown[] =>
  ['Application', 'Environment', 'Cluster', 'Phase', 'Outcome'].map((name) => searchAttributes[`Tidegate${name}`]);

describe('a rollout as the Temporal UI shows it', function () {
  this.timeout(60_000);
  before(() => STORIES.begin());

  it('given a running rollout, its details are the plan as a table with the present step', async () => {
    const { soaking } = await STORIES.of('watched');

    assert.match(
      soaking,
      /^## monitoring\n\n\*\*.*\/web\*\* \(default\) · adaptive · 2 pods\n\n`web:1\.0\.0` → `web:1\.1\.0`\n/,
    );
    assert.match(soaking, /\n\| ✔ \| 1 replace \| 1 of 2 pods run the candidate, 2 stable stay \|\n/);
    assert.deepEqual(
      soaking.match(/^\| ▶ .*$/gm)?.map((row) => /\d+ (\w+)/.exec(row)?.[1]),
      ['analyse'],
    );
    assert.match(soaking, /\n\| check \| says \| \|\n[^]*\| stabilize \| pass \|/);
  });

  it('given the end, the details say how it ended', async () => {
    const { details } = await STORIES.of('watched');

    assert.match(details, /^## promoted\n/);
    assert.doesNotMatch(details, /\| [▶·] \|/);
  });

  it('given a running rollout, it is found by application, environment, cluster and phase', async () => {
    const { running, ended } = await STORIES.of('watched');

    assert.deepEqual(attributes(running), [['web'], ['production'], ['default'], ['monitoring'], undefined]);
    assert.deepEqual(attributes(ended), [['web'], ['production'], ['default'], ['ended'], ['promoted']]);
  });

  it('has a summary, and a memo of the rollout, the image and who asked', async () => {
    const { started, running } = await STORIES.of('watched');

    assert.equal(await running.staticSummary(), `${started.target} to web:1.1.0`);
    assert.deepEqual(running.memo, { rollout: started.rollout, image: 'web:1.1.0', requestedBy: 'ada' });
  });

  it('given any activity or timer, a summary says what it is for', async () => {
    const { history } = await STORIES.of('watched');
    const rows = (history.events ?? []).flatMap(
      ({ activityTaskScheduledEventAttributes: activity, timerStartedEventAttributes: timer, userMetadata }) => {
        const what = activity?.activityType?.name ?? (timer ? 'timer' : undefined);
        const summary: unknown = userMetadata?.summary ? defaultPayloadConverter.fromPayload(userMetadata.summary) : '';
        return what === undefined ? [] : [`${what}: ${String(summary)}`];
      },
    );

    assert.deepEqual(
      rows.filter((row) => row.endsWith(': ')),
      [],
    );
    assert.ok(
      rows.some((row) => row.startsWith('act: replace: 1 of 2 pods run the candidate')),
      rows.join('\n'),
    );
  });
});
