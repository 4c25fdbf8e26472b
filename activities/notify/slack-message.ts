import type { Report } from '../../domain/report.ts';
import { mrkdwn } from './slack-text.ts';

type Result = Report['result'];

const TITLES = {
  promoted: 'Rolling Deployment Promoted',
  'rolled-back': 'Rolling Deployment Rollback',
  halted: 'Rolling Deployment Halted',
  stranded: 'Rolling Deployment Stranded',
  postponed: 'Rolling Deployment Postponed',
  refused: 'Rolling Deployment Refused',
} as const satisfies Record<Result, string>;

const COLOURS = {
  promoted: 'good',
  'rolled-back': 'danger',
  halted: 'danger',
  stranded: 'danger',
  postponed: 'warning',
  refused: 'warning',
} as const satisfies Record<Result, 'good' | 'warning' | 'danger'>;

/**
 * The message for a report: Block Kit, inside an attachment because blocks of their own have no colour
 * (https://docs.slack.dev/messaging/formatting-message-text). `text` is what notifications and screen readers show.
 */
export function slackMessage(report: Report) {
  const title = TITLES[report.result];
  return {
    text: mrkdwn(`${title}: ${report.application}`, 300),
    blocks: [{ type: 'header', text: { type: 'plain_text', text: title } }],
    attachments: [{ color: COLOURS[report.result], blocks: [fieldsOf(report), ...leftOf(report), footOf(report)] }],
  };
}

/** Slack takes at most 10 fields of 2,000 characters each. */
function fieldsOf({ application, because, result, revision, timestamp, image }: Report) {
  const label = result === 'rolled-back' ? 'Rollback' : 'Revision';
  const turn = `Revision ${revision.before ?? 'unknown'} -> ${revision.after ?? 'unknown'}`;
  const fields = [
    ['Application', application],
    ['Reason', because],
    [label, turn],
    ['Time', timestamp],
    ['Result', result],
    ['Image', image],
  ] as const;
  return { type: 'section', fields: fields.map(([name, value]) => text(`*${name}*\n${mrkdwn(value, 1_900)}`)) };
}

/** What somebody has to do by hand. A section takes 3,000 characters. */
function leftOf({ left }: Report) {
  if (left.length === 0) return [];
  return [
    { type: 'section', text: text(`*Left to do by hand*\n${mrkdwn(left.map((one) => `• ${one}`).join('\n'), 2_900)}`) },
  ];
}

const footOf = ({ rollout, target, strategy, requested_by }: Report) => ({
  type: 'context',
  elements: [text(mrkdwn(`${target} · ${strategy} · asked for by ${requested_by} · rollout ${rollout}`, 1_900))],
});

/** `verbatim`: Slack makes no links, channels or mentions of what it finds in the text. */
const text = (mrkdwnText: string) => ({ type: 'mrkdwn', text: mrkdwnText, verbatim: true });
