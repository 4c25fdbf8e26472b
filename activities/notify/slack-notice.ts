import type { Notice } from '../../domain/notice.ts';
import { mrkdwn } from './slack-text.ts';

const TITLES = { decision: 'Rollout Held', approval: 'Rollout Waits for Approval' } as const;

/** The message that asks somebody to act; the form is that of `slack-message.ts`. */
export function slackNotice({ needs, application, target, image, because, remedies, rollout }: Notice) {
  const title = TITLES[needs];
  const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });
  const todo = remedies.map((remedy) => `• ${remedy}`).join('\n');
  return {
    text: mrkdwn(`${title}: ${application}`, 300),
    blocks: [{ type: 'header', text: { type: 'plain_text', text: title } }],
    attachments: [
      {
        color: 'warning',
        blocks: [
          section(mrkdwn(because, 2_900)),
          section(mrkdwn(todo, 2_900)),
          section(mrkdwn(`${target} · ${image} · rollout ${rollout}`, 1_900)),
        ],
      },
    ],
  };
}
