import assert from 'node:assert/strict';
import { notifiersFrom } from '../../../activities/notify/index.ts';
import { isFailure } from '../../../domain/failure.ts';

const slackUrl = 'https://hooks.slack.com/services/T000/B000/secret';
const webhookUrl = 'https://example.com/hook';
const webhookSecret = `whsec_${Buffer.alloc(32).toString('base64')}`;
const namesOf = (settings: Parameters<typeof notifiersFrom>[0]) => notifiersFrom(settings).map(({ name }) => name);

describe('notifiersFrom', () => {
  it('given no settings or blank ones, gives no notifiers', () => {
    assert.deepEqual(namesOf({}), []);
    assert.deepEqual(namesOf({ slackUrl: '', webhookUrl: '' }), []);
  });

  it('S0-174 S0-175: given the URLs, gives a notifier for each', () => {
    assert.deepEqual(namesOf({ slackUrl }), ['slack']);
    assert.deepEqual(namesOf({ webhookUrl }), ['webhook']);
    assert.deepEqual(namesOf({ slackUrl, webhookUrl, webhookSecret }), ['slack', 'webhook']);
  });

  it('given a secret and nowhere to send to, refuses', () => {
    assert.throws(
      () => notifiersFrom({ webhookSecret }),
      (error) => isFailure(error, 'bad-document'),
    );
  });

  it('given a blank secret, refuses rather than sending unsigned', () => {
    assert.throws(
      () => notifiersFrom({ webhookUrl, webhookSecret: '' }),
      (error) => isFailure(error, 'bad-document'),
    );
  });
});
