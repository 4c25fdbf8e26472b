import type { Report } from '../../domain/report.ts';
import type { Notifier } from './port.ts';
import { addressOf, postJson, TIMEOUT_MS } from './post.ts';
import { slackMessage } from './slack-message.ts';

export interface SlackOptions {
  /** An incoming webhook. Its path is a secret. */
  readonly url: string;
  /** @default 10 s */
  readonly timeoutMs?: number;
}

/** Posts a message to the channel of a Slack incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
export function slack({ url, timeoutMs = TIMEOUT_MS }: SlackOptions): Notifier {
  const address = addressOf('slack', url);
  return {
    name: 'slack',
    async send(report: Report, signal: AbortSignal) {
      const body = JSON.stringify(slackMessage(report));
      await postJson({ notifier: 'slack', url: address, body, timeoutMs, signal });
    },
  };
}
