import { Failure } from '../../domain/failure.ts';
import type { Notifier } from './port.ts';
import { slack } from './slack.ts';
import { webhook } from './webhook.ts';

export interface NotifierSettings {
  /** A Slack incoming webhook. */
  readonly slackUrl?: string;
  /** Gets every report as JSON. */
  readonly webhookUrl?: string;
  /** `whsec_<base64>`; signs what `webhookUrl` gets. */
  readonly webhookSecret?: string;
}

/** The notifiers that are set. Throws Failure `bad-document`, without the secrets, for settings that cannot work. */
export function notifiersFrom({ slackUrl, webhookUrl, webhookSecret }: NotifierSettings): readonly Notifier[] {
  if (webhookSecret !== undefined && !webhookUrl) {
    throw new Failure('bad-document', 'notifier webhook: there is a secret, but no URL to send to');
  }
  const notifiers: Notifier[] = [];
  if (slackUrl) notifiers.push(slack({ url: slackUrl }));
  if (webhookUrl)
    notifiers.push(webhook({ url: webhookUrl, ...(webhookSecret !== undefined && { secret: webhookSecret }) }));
  return notifiers;
}
