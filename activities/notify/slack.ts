import type { Notifier } from './port.ts';
import { addressOf, postJson, TIMEOUT_MS } from './post.ts';
import { slackMessage } from './slack-message.ts';
import { slackNotice } from './slack-notice.ts';

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
    async send(message, signal) {
      const isNotice = message.schema === 'tidegate.dev/notice/v1';
      const body = JSON.stringify(isNotice ? slackNotice(message) : slackMessage(message));
      await postJson({ notifier: 'slack', url: address, body, timeoutMs, signal });
    },
  };
}
