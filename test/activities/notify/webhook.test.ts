import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { webhook } from '../../../activities/notify/webhook.ts';
import { Report } from '../../../domain/report.ts';
import { notifierConformance } from '../../conformance/notifier.ts';
import { aReport } from '../../support/a-report.ts';
import { serve } from '../../support/http-server.ts';
import type { Got, HttpServer } from '../../support/http-server.ts';

const KEY = Buffer.from('0123456789abcdef0123456789abcdef');
const secret = `whsec_${KEY.toString('base64')}`;
const never = new AbortController().signal;

notifierConformance('webhook', (url, timeoutMs) => webhook({ url, secret, timeoutMs }));

describe('webhook', () => {
  let receiver: HttpServer;
  beforeEach(async () => {
    receiver = await serve((_, response) => response.end());
  });
  afterEach(() => receiver.close());

  const gotOf = async (options: Partial<Parameters<typeof webhook>[0]>, report = aReport()): Promise<Got> => {
    await webhook({ url: receiver.url, ...options }).send(report, never);
    return receiver.got.at(-1) ?? assert.fail('nothing was sent');
  };

  it('S0-174 D0-42: given a report, posts the whole of it as JSON that fits the schema', async () => {
    const { body } = await gotOf({ secret });

    assert.deepEqual(Report.parse(JSON.parse(body)), aReport());
  });

  it('S0-174: given a secret, signs as Standard Webhooks says, over the bytes that were sent', async () => {
    const report = aReport({ because: 'Grüße "quoted"\n😀' });

    assert.ok(verified(await gotOf({ secret }, report)));
  });

  it('given the example of the specification, the verifier of these tests accepts it', () => {
    // https://github.com/standard-webhooks/standard-webhooks: holds the verifier itself to account.
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');

    assert.ok(verified({ method: 'POST', path: '/', headers, body: '{"test": 2432232314}' }, key));
  });

  it('given a report that is sent again, gives it the same id and a new time', async () => {
    const first = await gotOf({ secret, now: () => 1_700_000_000_999 });
    const again = await gotOf({ secret, now: () => 1_700_000_060_000 });

    assert.equal(first.headers['webhook-id'], aReport().rollout);
    assert.equal(again.headers['webhook-id'], aReport().rollout);
    assert.deepEqual(
      [first, again].map(({ headers }) => headers['webhook-timestamp']),
      ['1700000000', '1700000060'],
    );
    assert.ok(verified(first) && verified(again));
  });

  it('given no secret, sends without a signature', async () => {
    const { headers } = await gotOf({});

    assert.equal(headers['webhook-signature'], undefined);
    assert.equal(headers['webhook-id'], aReport().rollout);
  });

  for (const bad of ['', 'whsec_', 'whsec_c2hvcnQ=', KEY.toString('base64'), `whsec_${'!'.repeat(40)}`]) {
    it(`given the secret "${bad}", refuses it with a message that repeats no secret`, () => {
      assert.throws(() => webhook({ url: receiver.url, secret: bad }), {
        code: 'bad-document',
        message: 'notifier webhook: expected a secret whsec_<base64 of 24 to 64 bytes>',
      });
    });
  }
});

/** What a receiver does, written from the specification and not from our code. */
function verified({ headers, body }: Got, key = KEY): boolean {
  const [version, given = ''] = String(headers['webhook-signature']).split(',');
  const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
  const expected = createHmac('sha256', key).update(signed, 'utf8').digest();
  return version === 'v1' && timingSafeEqual(Buffer.from(given, 'base64'), expected);
}
