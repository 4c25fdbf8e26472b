import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { RolloutInput } from '../../domain/rollout.ts';
import { DAYS } from '../../domain/market/data.ts';
import { eventually } from '../support/eventually.ts';
import { json, serve } from '../support/http-server.ts';
import type { HttpServer } from '../support/http-server.ts';
import { testRig } from '../support/rig.ts';
import type { App, Rig } from '../support/rig.ts';
import type { Running } from '../support/running.ts';
import { trials } from '../support/trial.ts';

/** What the market does, as each rollout sees it at a path of its own. */
const VOLATILITY = new Map<string, number>();
const VOLUME = new Map<string, number>();
let market: HttpServer;

const asksOf = (name: string): number => market.got.filter(({ path }) => path === `/${name}`).length;

/** The pods and their versions: whatever touches one changes it. */
const pods = new Map<string, unknown>();
const podsOf = async (rig: Rig, { namespace }: App): Promise<unknown> => {
  const { items } = await rig.admin.must('GET', `/api/v1/namespaces/${namespace}/pods`);
  const list = items as { metadata: { name: string; resourceVersion: string } }[]; // the API's own shape
  return list.map(({ metadata: { name, resourceVersion } }) => `${name} ${resourceVersion}`).toSorted();
};

type Sessions = NonNullable<NonNullable<RolloutInput['spec']['marketHours']>['sessions']>;

function following(name: string, more: { wait?: '1s'; sessions?: Sessions } = {}): Partial<RolloutInput['spec']> {
  const source = (path: string) => ({
    source: { http: { url: `${market.url}/${name}`, value: { json: `$.${path}` } } },
  });
  return {
    strategy: {
      marketAware: {
        ...{ market: 'XNYS', volatility: 'volatility', volume: 'volume', averageVolume: 'average', spread: 'spread' },
        ...{ every: '100ms', ...more },
      },
    },
    metrics: {
      volatility: source('volatility'),
      volume: source('volume'),
      average: source('average'),
      spread: source('spread'),
    },
    stabilization: { for: '1s', readyWithin: '10s' },
    monitor: { for: '300ms', every: '100ms' },
    onInconclusive: { retryFor: '1s' },
  };
}

/** From an hour ago to an hour from now, every day. */
function sessionNow(): Sessions {
  const clock = (ms: number): string => new Date(Date.now() + ms).toISOString().slice(11, 16);
  return [{ name: 'NYSE open', from: clock(-3_600_000), to: clock(3_600_000), zone: 'UTC', days: [...DAYS] }];
}

/** Raises the volatility once the first pod is on its way: long before it has settled. */
async function rising(running: Running, name: string): Promise<void> {
  await running.step(2);
  VOLATILITY.set(name, 0.95);
}

async function storm(running: Running, name: string): Promise<void> {
  await rising(running, name);
  await running.until('it waits for the market', ({ waitingFor }) => waitingFor?.startsWith('gate window') === true);
}

async function calmAgain(running: Running): Promise<void> {
  const { rig, app } = running;
  await storm(running, 'gust');
  await rig.observer.mark(app.namespace, 'paused');
  const asks = asksOf('gust');
  await eventually(
    'it has asked often',
    async () => asksOf('gust') - asks,
    (more) => more >= 20,
  );
  await rig.observer.mark(app.namespace, 'resumed');
  VOLATILITY.set('gust', 0.2);
}

const remembering = (name: string) => async (rig: Rig, app: App) => {
  pods.set(name, await podsOf(rig, app));
};

const tried = () =>
  trials({
    volatile: { spec: following('volatile'), given: remembering('volatile') },
    busy: { spec: following('busy'), given: remembering('busy') },
    session: { spec: following('session', { sessions: sessionNow() }), given: remembering('session') },
    large: { replicas: 52, spec: { ...following('large'), stabilization: { for: '50ms', readyWithin: '10s' } } },
    gust: { spec: following('gust'), meanwhile: calmAgain },
    expired: { spec: following('expired', { wait: '1s' }), meanwhile: (running) => rising(running, 'expired') },
    skipped: {
      spec: following('skipped'),
      meanwhile: async (running) => {
        await storm(running, 'skipped');
        await running.command('promote', { why: 'the desk agrees' });
        VOLATILITY.set('skipped', 0.2); // for the windows after this one
      },
    },
  });

describe('a rollout that follows the market', function () {
  this.timeout(60_000);
  let running: ReturnType<typeof tried>;
  before(async () => {
    market = await serve((request, response) => {
      const name = request.path.slice(1);
      const now = {
        volatility: VOLATILITY.get(name) ?? 0.2,
        volume: VOLUME.get(name) ?? 100,
        average: 100,
        spread: 0.01,
      };
      return json(now)(request, response);
    });
    VOLATILITY.set('volatile', 0.95);
    VOLUME.set('busy', 201);
    VOLATILITY.set('large', 0.85);
    running = tried();
    running.start();
  });
  after(() => market.close());

  for (const [name, why] of [
    ['volatile', /volatility of XNYS is 0.95, at most 0.9 expected.*nothing had been touched/],
    ['busy', /trading volume of XNYS is 201, average volume 100/],
    ['session', /NYSE open .* next slot at .*\[UTC\]/],
  ] as const)
    it(`S0-058 S0-088 S0-089 S0-090 S0-093 S0-094 D0-07: given a denial (${name}), is postponed and touches nothing`, async () => {
      const { outcome, because, violations, report, before: was, after: is } = await running.of(name);

      assert.deepEqual({ is: outcome.is, violations }, { is: 'postponed', violations: [] }, because);
      assert.match(because, why);
      assert.equal(report.result, 'postponed');
      assert.deepEqual(await podsNow(running, name), pods.get(name), 'the very versions of the pods');
      // The lock is an annotation: it has been taken and let go of.
      assert.deepEqual([is?.metadata.annotations, is?.spec], [was.metadata.annotations, was.spec]);
    });

  it('S0-007 S0-058 D0-06 D0-07: given a market that turns volatile after the first pod, waits, and promotes once it is calm', async () => {
    const { outcome, because, violations, report } = await running.of('gust');

    assert.deepEqual({ is: outcome.is, violations }, { is: 'promoted', violations: [] }, because);
    const spread = report.events
      .flatMap(({ evidence = [] }) => evidence)
      .find(({ check }) => check.endsWith('/spread'));
    assert.equal(spread?.value, 0.01);
  });

  it('S0-059 D0-06: given a nervous market and 52 pods, asks before every pod, in the middle of a tranche, too', async () => {
    const { outcome, because, violations, plan } = await running.of('large');

    assert.deepEqual({ is: outcome.is, violations }, { is: 'promoted', violations: [] }, because);
    assert.equal(plan?.envelope.largestBatch, 1);
    // Four metrics each time: the baseline, the first gate, and before each of 53 changes but the first.
    assert.equal(asksOf('large'), 4 * (1 + 1 + 52));
  });

  it('D0-07: given a market that stays volatile past the deadline of its wait, goes home', async () => {
    const { outcome, because, violations } = await running.of('expired');

    assert.deepEqual({ is: outcome.is, violations }, { is: 'rolled-back', violations: [] }, because);
    assert.match(because, /not allowed within 1s: .*volatility/);
  });

  it('given a person who skips the wait, goes on and writes down who said so', async () => {
    const { outcome, because, violations, report } = await running.of('skipped');

    assert.deepEqual({ is: outcome.is, violations }, { is: 'promoted', violations: [] }, because);
    assert.ok(report.events.some(({ what, by }) => what === 'told to go on: the desk agrees' && by === 'tester'));
  });
});

async function podsNow(running: ReturnType<typeof tried>, name: Parameters<typeof running.of>[0]): Promise<unknown> {
  const { app } = await running.of(name);
  return podsOf(await testRig(), app);
}
