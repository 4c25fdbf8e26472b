import assert from 'node:assert/strict';
import { slackMessage } from '../../../activities/notify/slack-message.ts';
import { slack } from '../../../activities/notify/slack.ts';
import type { Report } from '../../../domain/report.ts';
import { notifierConformance } from '../../conformance/notifier.ts';
import { aReport } from '../../support/a-report.ts';

notifierConformance('slack', (url, timeoutMs) => slack({ url, timeoutMs }));

describe('slack message', () => {
  it('S0-163 S0-175: given a rollback, is titled "Rolling Deployment Rollback" and coloured danger', () => {
    const message = slackMessage(aReport({ result: 'rolled-back' }));

    assert.equal(message.blocks[0]?.text.text, 'Rolling Deployment Rollback');
    assert.equal(message.attachments[0]?.color, 'danger');
  });

  it('S0-175: has the fields Application, Reason, Rollback, Time, Result and Image', () => {
    const report = aReport({ application: 'orders', because: 'error rate', revision: { before: 7, after: 9 } });

    assert.deepEqual(fieldsOf(report), [
      '*Application*\norders',
      '*Reason*\nerror rate',
      '*Rollback*\nRevision 7 -&gt; 9',
      '*Time*\n2026-03-04T05:06:07.089Z',
      '*Result*\nrolled-back',
      '*Image*\nregistry.example.com/orders@sha256:2222',
    ]);
  });

  for (const [result, colour] of [
    ['promoted', 'good'],
    ['halted', 'danger'],
    ['stranded', 'danger'],
    ['postponed', 'warning'],
    ['refused', 'warning'],
  ] as const) {
    it(`D0-15: given a rollout that ended ${result}, is coloured ${colour} and speaks of no rollback`, () => {
      const message = slackMessage(aReport({ result }));

      assert.equal(message.attachments[0]?.color, colour);
      assert.doesNotMatch(JSON.stringify(message), /Rollback/);
    });
  }

  it('given a cluster that could not be read, says that the revision is unknown', () => {
    assert.ok(
      fieldsOf(aReport({ revision: { before: 7, after: null } })).includes('*Rollback*\nRevision 7 -&gt; unknown'),
    );
  });

  it('D0-41: given a stranded rollout, says what is left to do by hand', () => {
    const message = JSON.stringify(
      slackMessage(aReport({ result: 'stranded', left: ['remove the lock', 'scale to 3'] })),
    );

    assert.match(message, /Left to do by hand\*\\n• remove the lock\\n• scale to 3/);
  });

  it('given mentions and links in every text, calls nobody and links nowhere', () => {
    const evil = '<!channel> <@U123> <https://evil.example|click> & @here';
    const message = slackMessage(
      aReport({ because: evil, application: evil, image: evil, requested_by: evil, left: [evil] }),
    );

    assert.doesNotMatch(JSON.stringify(message), /<|&(?!amp;|lt;|gt;)/);
    assert.ok(textsOf(message).every(({ verbatim }) => verbatim));
    assert.ok(fieldsOf(aReport({ because: '<!channel> & co' })).includes('*Reason*\n&lt;!channel&gt; &amp; co'));
  });

  it('given texts of a megabyte, stays within what Slack takes', () => {
    const long = '<&>😀'.repeat(250_000);
    const message = slackMessage(
      aReport({ because: long, application: long, image: long, target: long, left: [long] }),
    );

    assert.ok(message.text.length < 4_000);
    assert.ok(textsOf(message).every(({ text }) => text.length <= 2_000 || text.startsWith('*Left')));
    assert.ok(textsOf(message).every(({ text }) => text.length <= 3_000 && !/\p{Surrogate}/u.test(text)));
  });
});

interface Text {
  readonly type: string;
  readonly text: string;
  readonly verbatim?: boolean;
}

/** The texts of the attachment, wherever they are. */
function textsOf(message: ReturnType<typeof slackMessage>): readonly Text[] {
  const found: Text[] = [];
  JSON.stringify(message, (_key, value) => {
    if (value?.type === 'mrkdwn') found.push(value);
    return value;
  });
  return found;
}

function fieldsOf(report: Report): readonly string[] {
  return textsOf(slackMessage(report))
    .map(({ text }) => text)
    .slice(0, 6);
}
