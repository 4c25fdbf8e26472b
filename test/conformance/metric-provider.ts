import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { MetricSource } from '../../domain/checks/metric.ts';
import type { MetricProvider, Reading, Scope, SourceOf } from '../../activities/metrics/port.ts';
import { json, serve } from '../support/http-server.ts';
import type { Handler, HttpServer } from '../support/http-server.ts';

/** How one kind of provider is spoken to, and what its server says. */
export interface Dialect<K extends MetricSource['kind']> {
  readonly provider: MetricProvider<K>;
  /** A source that asks this address for one number, within 400 ms. */
  readonly source: (address: string) => SourceOf<K>;
  /** The body of an answer that holds the number 42.5. */
  readonly good: () => string;
  /** Bodies that hold no usable number, by what is wrong with them, and what must be said of it. */
  readonly unusable: Readonly<Record<string, { readonly body: () => string; readonly why: 'no-data' | 'ambiguous' }>>;
}

export const SCOPE: Scope = { namespace: 'prod', name: 'web', pods: ['web-1', 'web-2'] };
const SECRET = 'sesame-open';
const MEBIBYTE = Buffer.alloc(2 ** 20, ' ');

/**
 * What every metric provider must do, over a real server: a number or a reason, soon, with bounded memory, and without
 * telling what it should not (fault rows 38 and 39). No answer of any server makes it throw.
 */
export function metricProviderConforms<K extends MetricSource['kind']>(name: string, dialect: Dialect<K>): void {
  const { provider, source } = dialect;
  const ask = (address: string, signal = AbortSignal.timeout(20_000)): Promise<Reading> =>
    provider.read(source(address), SCOPE, signal);
  const answered = (handler: Handler): Promise<Reading> => using(handler, ({ url }) => ask(`${url}/metrics`));

  describe(`metric provider ${name}`, () => {
    it('given a number, reads it with its time', async () => {
      const reading = await answered((_, response) => response.end(dialect.good()));

      assert.deepEqual({ ...reading, at: '' }, { known: true, value: 42.5, at: '' });
      assert.ok(reading.known && Math.abs(Date.now() - Date.parse(reading.at)) < 10_000);
    });

    for (const [what, { body, why }] of Object.entries(dialect.unusable))
      it(`D0-36: given ${what}, does not know (${why})`, async () => {
        const reading = await answered((_, response) => response.end(body()));

        assert.equal(reading.known, false);
        assert.equal(!reading.known && reading.why, why);
      });

    for (const [what, handler] of Object.entries(brokenServers(dialect.good)))
      it(`given ${what}, cannot reach a number, soon`, async () => {
        const began = performance.now();

        const reading = await answered(handler);

        assert.equal(!reading.known && reading.why, 'unreachable');
        assert.ok(performance.now() - began < 5_000, 'took too long');
      });

    it('given 100 MB, stops reading and lets the server go', async () => {
      let sent = 0;
      const reading = await answered((_, response) => {
        const more = (): void => {
          if (response.destroyed || sent >= 100) return void response.end();
          sent += 1;
          response.write(MEBIBYTE, more);
        };
        more();
      });

      assert.equal(!reading.known && reading.why, 'unreachable');
      assert.ok(sent < 50, `${sent} MiB were sent before the reader hung up`);
    });

    it('given nobody at the address, cannot reach a number', async () => {
      const gone = await using(json('{}'), async ({ url }) => url);

      const reading = await ask(gone);

      assert.equal(!reading.known && reading.why, 'unreachable');
    });

    it('given a redirect on the same origin, follows it', async () => {
      const reading = await answered(({ path }, response) =>
        path.includes('there')
          ? response.end(dialect.good())
          : response.writeHead(307, { location: '/there/api/v1/query' }).end(),
      );

      assert.equal(reading.known && reading.value, 42.5);
    });

    it('given a redirect to another origin, does not follow it', async () => {
      await using(
        (_, response) => response.end(dialect.good()),
        async (other) => {
          const reading = await answered((_, response) => response.writeHead(307, { location: other.url }).end());

          assert.equal(reading.known, false);
          assert.deepEqual(other.got, []);
        },
      );
    });

    it('given user and password in the address, asks nobody', async () => {
      await using(json(dialect.good()), async (server) => {
        const reading = await ask(`http://user:${SECRET}@${server.host}/`);

        assert.equal(reading.known, false);
        assert.deepEqual(server.got, []);
        assert.doesNotMatch(JSON.stringify(reading), new RegExp(SECRET));
      });
    });

    it('given secrets in query, headers and bodies, tells none of them', async () => {
      for (const status of [200, 302, 400, 401, 500])
        await using(
          json({ status: 'error', errorType: 'bad_data', error: SECRET, secret: SECRET }, status, {
            location: `http://localhost/${SECRET}`,
            'x-secret': SECRET,
          }),
          async ({ url }) => {
            const reading = await ask(`${url}/?token=${SECRET}`);

            assert.equal(reading.known, false);
            assert.doesNotMatch(JSON.stringify(reading), new RegExp(SECRET));
          },
        );
    });

    it('given a signal that aborts, answers at once', async () => {
      await using(
        () => {},
        async ({ url }) => {
          const began = performance.now();

          const reading = await ask(url, AbortSignal.timeout(20));

          assert.equal(reading.known, false);
          assert.ok(performance.now() - began < 350, 'waited for its own timeout');
        },
      );
    });
  });
}

const brokenServers = (good: () => string): Readonly<Record<string, Handler>> => ({
  'a server that never answers': () => {},
  'a server that answers half and then hangs': (_, response) => response.writeHead(200).write(good().slice(0, 5)),
  'a server that drips one byte at a time': (_, response) => {
    const drip = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(drip));
  },
  'a server that hangs up': (_, response) => response.destroy(),
  'a server that hangs up halfway': (_, response) =>
    response.writeHead(200, { 'content-length': '9999' }).write(good(), () => response.destroy()),
  'status 500 with a good body': (_, response) => response.writeHead(500).end(good()),
  'status 404': (_, response) => response.writeHead(404).end('no such page'),
  'no JSON': (_, response) => response.end('<html>42.5</html>'),
  'half of a JSON document': (_, response) => response.end(good().slice(0, -1)),
  nothing: (_, response) => response.end(),
  'a gzip bomb': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB),
  'broken gzip': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip at all'),
  'a redirect in a circle': ({ path }, response) => response.writeHead(307, { location: path }).end(),
});

/** 100 MiB of blanks in 100 kB. */
const BOMB = gzipSync(Buffer.alloc(100 * 2 ** 20, ' '));

async function using<T>(handler: Handler, use: (server: HttpServer) => Promise<T>): Promise<T> {
  const server = await serve(handler);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}
