import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'mocha';
import { newRolloutId } from '../../clients/rollout-id.ts';
import { Report } from '../../domain/report.ts';
import type { RolloutInput } from '../../domain/rollout.ts';
import { makeSlots } from '../chaos/slots.ts';
import type { Slot } from '../chaos/slots.ts';
import { eventually } from '../support/eventually.ts';
import { json, serve } from '../support/http-server.ts';
import type { Got, HttpServer } from '../support/http-server.ts';
import { anApp, rolloutOf, testRig } from '../support/rig.ts';
import type { App, Rig } from '../support/rig.ts';
import { APPROVED, BAD } from './command.ts';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const HEADERS = { 'content-type': 'application/json' };

interface Told {
  readonly report: Report;
  readonly request: Got;
}

interface Ending {
  readonly result: Report['result'];
  readonly because: RegExp;
  readonly image?: string;
  readonly replicas?: number;
  readonly spec?: Partial<RolloutInput['spec']>;
  readonly meanwhile?: (slot: Slot, app: App) => Promise<unknown>;
}

const ENDINGS: Readonly<Record<string, Ending>> = {
  promoted: { result: 'promoted', because: /^every step passed$/ },
  'rolled back': {
    result: 'rolled-back',
    because: /only 0 of 1 candidates became ready/,
    image: 'web:2-neverready',
    spec: BAD,
  },
  refused: { result: 'refused', because: /has no replicas/, replicas: 0 },
  'aborted before anything was touched': {
    result: 'refused',
    because: /^aborted by grace: not today; nothing had been touched$/,
    spec: APPROVED,
    meanwhile: async ({ rollouts }, { target }) => {
      const waits = () => rollouts.status(target);
      await eventually('it waits', waits, ({ status }) => status.phase === 'waiting-approval');
      await rollouts.command(target, 'abort', { by: 'grace', why: 'not today' });
    },
  },
  'stopped by its first gate': {
    result: 'refused',
    because: /not known: .*nothing had been touched$/,
    spec: {
      gates: { preDeployment: [{ http: { url: 'http://127.0.0.1:9/', samples: 1, timeout: '200ms' } }] },
      onInconclusive: { retryFor: '100ms' },
    },
  },
};

/** Runs a rollout to its end and waits until the webhook has been told of it. */
async function told(rig: Rig, slot: Slot, hook: HttpServer, ending: Ending): Promise<Told> {
  const { image = 'web:1.1.0', replicas = 1, spec = {} } = ending;
  const app = await anApp(rig, replicas);
  const rollout = newRolloutId();
  await slot.rollouts.start({ rollout, document: rolloutOf(app, image, spec), by: 'ada' });
  await ending.meanwhile?.(slot, app);
  const find = async (): Promise<Got | undefined> => hook.got.find(({ headers }) => headers['webhook-id'] === rollout);
  const request = await eventually(`the report of ${rollout}`, find, (got) => got !== undefined);
  if (!request) throw new Error('unreachable: eventually has seen it');
  return { report: Report.parse(JSON.parse(request.body)), request };
}

describe('reports of real rollouts', function () {
  this.timeout(60_000);
  let hook: HttpServer;
  let slack: HttpServer;
  let slot: Slot;
  const running = new Map<string, Promise<Told>>();

  const reportOf = async (name: string): Promise<Told> => {
    const found = await running.get(name);
    if (!found) throw new Error(`${name} was not started`);
    return found;
  };

  before(async () => {
    const rig = await testRig();
    [hook, slack] = [await serve(json({})), await serve(json('ok', 503, HEADERS))]; // Slack is down all the time
    [slot] = (await makeSlots(rig, 1)) as [Slot];
    await rig.anotherWorker({
      TEMPORAL_NAMESPACE: slot.namespace,
      DEPLOYMENT_WEBHOOK: `${hook.url}/hook`,
      TIDEGATE_WEBHOOK_SECRET: SECRET,
      SLACK_WEBHOOK_URL: `${slack.url}/services/T0/B0/planted-secret`,
    });
    for (const [name, ending] of Object.entries(ENDINGS)) {
      const done = told(rig, slot, hook, ending);
      done.catch(() => undefined); // its test will say
      running.set(name, done);
    }
  });

  after(() => Promise.all([hook.close(), slack.close()]));

  for (const [name, { result, because }] of Object.entries(ENDINGS))
    it(`S0-164 D0-43: given a rollout that was ${name}, its report says so and is delivered`, async () => {
      const { report } = await reportOf(name);

      assert.equal(report.result, result);
      assert.match(report.because, because);
    });

  it('S0-165 to S0-173 S0-179: given a promoted rollout, the report has every field', async () => {
    const { report } = await reportOf('promoted');

    assert.match(report.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const { application, strategy, image, previous_image, replicas, revision } = report;
    assert.deepEqual(
      { application, strategy, image, previous_image, replicas, revision },
      {
        application: 'web',
        strategy: 'conservative',
        image: 'web:1.1.0',
        previous_image: 'web:1.0.0',
        replicas: { desired: 1, ready: 1 },
        revision: { before: 1, after: 2 },
      },
    );
    assert.ok(report.duration_seconds > 1 && report.duration_seconds < 60);
    assert.match(report.rollout_history[0]?.change_cause ?? '', /^tidegate: image web:1\.1\.0 by ada/);
    assert.deepEqual(
      report.rollout_history.map((entry) => entry.revision),
      [2, 1],
    );
  });

  it('S0-174: is signed so that the receiver can verify it', async () => {
    const {
      request: { headers, body, path, method },
    } = await reportOf('promoted');
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
    const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');

    assert.deepEqual([method, path], ['POST', '/hook']);
    assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  });

  it('S0-175: given a rollback, Slack is sent a message in blocks, with the title and the reason', async () => {
    await reportOf('rolled back');
    const find = async () =>
      slack.got.map(({ body }) => JSON.parse(body)).find(({ text }) => /Rollback: web/.test(text));

    const message = await eventually('the message', find, (found) => found !== undefined);

    assert.equal(message.blocks[0].text.text, 'Rolling Deployment Rollback');
    assert.equal(message.attachments[0].color, 'danger');
    assert.match(JSON.stringify(message.attachments), /\*Reason\*\\nonly 0 of 1 candidates became ready/);
  });

  it('S0-174 S0-175: given a notifier that is down, the outcome stands and the run notes who could not be told', async () => {
    const {
      report: { workflowId, runId },
    } = await reportOf('promoted');
    const handle = slot.client.workflow.getHandle(workflowId, runId);

    assert.deepEqual(await handle.result(), { is: 'promoted' });
    const { events } = await handle.query<{ events: { what: string }[] }>('status');
    const note = events.at(-1)?.what ?? '';
    assert.match(note, /^slack could not be told: notify slack at 127\.0\.0\.1:\d+: answered 503, expected 2xx$/);
    assert.doesNotMatch(JSON.stringify(events), /planted-secret/);
  });
});
