import assert from 'node:assert/strict';
import { deliver } from '../../../activities/notify/deliver.ts';
import type { Notifier } from '../../../activities/notify/port.ts';
import { Failure } from '../../../domain/failure.ts';
import { aReport } from '../../support/a-report.ts';

const never = new AbortController().signal;
const QUICK = [0, 0];

describe('deliver', () => {
  it('S0-163 D0-15: given several notifiers, sends the report to each', async () => {
    const got: string[] = [];
    const one = (name: string) => notifier(name, async ({ rollout }) => void got.push(`${name} ${rollout}`));

    const deliveries = await deliver([one('a'), one('b')], aReport(), never, QUICK);

    assert.deepEqual(deliveries, [
      { name: 'a', ok: true },
      { name: 'b', ok: true },
    ]);
    assert.deepEqual(got, [`a ${aReport().rollout}`, `b ${aReport().rollout}`]);
  });

  it('S0-174 S0-175: given one that fails, tells so and sends to the others all the same', async () => {
    const deliveries = await deliver([notifier('a', refuse), notifier('b', async () => {})], aReport(), never, QUICK);

    assert.deepEqual(deliveries, [
      { name: 'a', ok: false, error: 'answered 500' },
      { name: 'b', ok: true },
    ]);
  });

  it('given a delivery that fails twice, tries a third time', async () => {
    let attempts = 0;
    const flaky = notifier('a', async () => ((attempts += 1) < 3 ? refuse() : undefined));

    assert.deepEqual(await deliver([flaky], aReport(), never, QUICK), [{ name: 'a', ok: true }]);
    assert.equal(attempts, 3);
  });

  it('given a delivery that always fails, gives up after the third attempt', async () => {
    let attempts = 0;
    const broken = notifier('a', async () => ((attempts += 1), refuse()));

    await deliver([broken], aReport(), never, QUICK);

    assert.equal(attempts, 3);
  });

  it('given a bug in a notifier, does not throw and does not try again', async () => {
    let attempts = 0;
    const buggy: Notifier = {
      name: 'a',
      send() {
        attempts += 1;
        throw new TypeError('x is undefined');
      },
    };

    const deliveries = await deliver([buggy], aReport(), never, QUICK);

    assert.deepEqual(deliveries, [{ name: 'a', ok: false, error: 'x is undefined' }]);
    assert.equal(attempts, 1);
  });

  it('given a cancellation and a notifier that does not listen, ends at once', async () => {
    const cancel = new AbortController();
    const deaf = notifier('a', () => (queueMicrotask(() => cancel.abort()), new Promise<void>(() => {})));

    assert.deepEqual(await deliver([deaf], aReport(), cancel.signal), [{ name: 'a', ok: false, error: 'cancelled' }]);
  });

  it('given a cancellation between two attempts, does not try again', async () => {
    const cancel = new AbortController();
    const failing = notifier('a', async () => (setImmediate(() => cancel.abort()), refuse()));

    const deliveries = await deliver([failing], aReport(), cancel.signal, [60_000]);

    assert.deepEqual(deliveries, [{ name: 'a', ok: false, error: 'cancelled' }]);
  });

  it('given no notifiers, has nothing to tell', async () => {
    assert.deepEqual(await deliver([], aReport(), never), []);
  });
});

const notifier = (name: string, send: Notifier['send']): Notifier => ({ name, send });

const refuse = async (): Promise<never> => {
  throw new Failure('delivery-failed', 'answered 500');
};
