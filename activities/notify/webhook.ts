import { createHmac } from 'node:crypto';
import { Failure } from '../../domain/failure.ts';
import { Notice } from '../../domain/notice.ts';
import { Report } from '../../domain/report.ts';
import type { Notifier } from './port.ts';
import { addressOf, postJson, TIMEOUT_MS } from './post.ts';

export interface WebhookOptions {
  readonly url: string;
  /** `whsec_<base64 of 24 to 64 bytes>`. Without it nothing is signed. */
  readonly secret?: string;
  /** @default 10 s */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/**
 * Posts the report or notice as JSON, signed as Standard Webhooks says
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). The id is the
 * rollout's (of a notice, with the step that waits), so that a receiver recognises what is sent again.
 */
export function webhook({ url, secret, timeoutMs = TIMEOUT_MS, now = Date.now }: WebhookOptions): Notifier {
  const address = addressOf('webhook', url);
  const key = secret === undefined ? undefined : keyOf(secret);
  return {
    name: 'webhook',
    async send(message, signal) {
      const isNotice = message.schema === 'tidegate.dev/notice/v1';
      const body = JSON.stringify(isNotice ? Notice.parse(message) : Report.parse(message));
      const id = isNotice ? `${message.rollout}.${message.step}.${message.needs}` : message.rollout;
      const timestamp = String(Math.floor(now() / 1000));
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        ...(key && { 'webhook-signature': signature(key, `${id}.${timestamp}.${body}`) }),
      };
      await postJson({ notifier: 'webhook', url: address, body, headers, timeoutMs, signal });
    },
  };
}

const signature = (key: Buffer, signed: string): string =>
  `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;

function keyOf(secret: string): Buffer {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const key = Buffer.from(base64, 'base64');
  if (key.length >= 24 && key.length <= 64) return key;
  throw new Failure('bad-document', 'notifier webhook: expected a secret whsec_<base64 of 24 to 64 bytes>');
}
