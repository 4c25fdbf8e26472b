import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Notifier } from '../../activities/notify/port.ts';
import { BODY_LIMIT } from '../../activities/outbound.ts';
import { isFailure } from '../../domain/failure.ts';
import { aNotice } from '../support/a-notice.ts';
import { aReport } from '../support/a-report.ts';
import { serve } from '../support/http-server.ts';
import type { Handler, HttpServer } from '../support/http-server.ts';

const SECRET_PATH = '/services/T000/B000/secret';
const never = new AbortController().signal;

/** What every notifier over HTTP keeps to. `make` gives one that posts to `url`. */
export function notifierConformance(name: string, make: (url: string, timeoutMs: number) => Notifier): void {
  describe(`notifier conformance: ${name}`, () => {
    accepted(name, make);
    failing(name, make);
    bounded(name, make);
  });
}

type Make = Parameters<typeof notifierConformance>[1];

function accepted(name: string, make: Make): void {
  for (const status of [200, 204]) {
    it(`S0-163 S0-174 S0-175: given a channel that answers ${status}, posts one JSON document to it`, async () => {
      await using channel = await open((_, response) => response.writeHead(status).end());

      await make(channel.url, 5_000).send(aReport(), never);

      const [got, ...more] = channel.got;
      assert.deepEqual(
        [got?.method, got?.path, got?.headers['content-type']],
        ['POST', SECRET_PATH, 'application/json'],
      );
      assert.ok(JSON.parse(got?.body ?? ''));
      assert.deepEqual(more, []);
    });
  }

  it('D0-44: given quotes, newlines and braces in the reason, sends valid JSON', async () => {
    await using channel = await open((_, response) => response.end('ok'));
    const because = 'probe said "no",\n{"attachments": \'\\\'} \u0000 \u2028 $(id)';

    await make(channel.url, 5_000).send(aReport({ because }), never);

    assert.ok(textsOf(JSON.parse(channel.got[0]?.body ?? '')).some((text) => text.includes(because)));
  });

  it('D0-14 D0-41: given a notice that a person is needed, says why and what to do', async () => {
    await using channel = await open((_, response) => response.end('ok'));

    await make(channel.url, 5_000).send(aNotice(), never);

    const texts = textsOf(JSON.parse(channel.got[0]?.body ?? '')).join('\n');
    for (const part of ['errors are too high', 'tidegate resume default/prod/deployment/web'])
      assert.ok(texts.includes(part), part);
  });

  it(`is called ${name}`, () => {
    assert.equal(make('https://example.com/', 5_000).name, name);
  });
}

function failing(name: string, make: Make): void {
  for (const status of [400, 404, 429, 500, 503]) {
    it(`given a channel that answers ${status}, fails with its name, host and status, but no path or answer`, async () => {
      await using channel = await open((_, response) => response.writeHead(status).end('gossip'));

      await assert.rejects(make(channel.url, 5_000).send(aReport(), never), (error) =>
        tells(error, name, channel.host, `answered ${status}`),
      );
    });
  }

  it('given nobody who listens, fails and keeps the path to itself', async () => {
    const gone = await open(() => {});
    await gone.close();

    await assert.rejects(make(gone.url, 5_000).send(aReport(), never), (error) =>
      tells(error, name, gone.host, 'ECONNREFUSED'),
    );
  });

  it('given a redirect to another origin, does not follow it', async () => {
    await using elsewhere = await open((_, response) => response.end('ok'));
    await using channel = await open((_, response) => response.writeHead(307, { location: elsewhere.url }).end());

    await assert.rejects(make(channel.url, 5_000).send(aReport(), never), (error) =>
      tells(error, name, channel.host, 'another origin'),
    );
    assert.deepEqual(elsewhere.got, []);
  });

  it('given a URL that cannot be posted to, refuses it without repeating it', () => {
    for (const url of ['secret', 'ftp://example.com/secret', 'https://ada:secret@example.com/']) {
      assert.throws(
        () => make(url, 5_000),
        (error) => isFailure(error, 'bad-document') && !/secret/.test(inspect(error)) && error.message.includes(name),
      );
    }
  });
}

function bounded(name: string, make: Make): void {
  it('given a channel that never answers, fails when the time is up', async () => {
    await using channel = await open(() => {});

    await assert.rejects(make(channel.url, 100).send(aReport(), never), (error) =>
      tells(error, name, channel.host, 'no answer within 100 ms'),
    );
  });

  it('given a channel that never ends its answer, fails when the time is up', async () => {
    await using channel = await open((_, response) => response.writeHead(200).write('o'));

    await assert.rejects(make(channel.url, 100).send(aReport(), never), (error) =>
      tells(error, name, channel.host, 'no answer within 100 ms'),
    );
  });

  it('given an answer without end, stops reading', async () => {
    await using channel = await open((_, response) => flood(response));

    await assert.rejects(make(channel.url, 20_000).send(aReport(), never), (error) =>
      tells(error, name, channel.host, `larger than ${BODY_LIMIT} bytes`),
    );
  });

  it('given a cancellation while the channel is silent, ends at once', async () => {
    const cancel = new AbortController();
    await using channel = await open(() => cancel.abort());

    await assert.rejects(make(channel.url, 20_000).send(aReport(), cancel.signal), (error) =>
      tells(error, name, channel.host, 'cancelled'),
    );
  });
}

/** Whether a failure says these things, and neither it nor its causes tell the secret path or the answer's body. */
function tells(error: unknown, ...things: readonly string[]): true {
  assert.ok(isFailure(error, 'delivery-failed'), inspect(error));
  for (const thing of things) assert.ok(error.message.includes(thing), `${thing} in: ${error.message}`);
  assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /secret|T000|gossip/);
  return true;
}

async function open(handler: Handler): Promise<HttpServer & AsyncDisposable> {
  const server = await serve(handler);
  return { ...server, url: `${server.url}${SECRET_PATH}`, [Symbol.asyncDispose]: () => server.close() };
}

function flood(response: Parameters<Handler>[1]): void {
  const more = (): void => {
    while (!response.destroyed && response.write('gossip'.repeat(10_000)));
  };
  response.on('drain', more);
  more();
}

/** Every text anywhere in a document. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
