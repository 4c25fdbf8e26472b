import assert from 'node:assert/strict';
import { BODY_LIMIT, outbound, OutboundError } from '../../activities/outbound.ts';
import type { OutboundRequest } from '../../activities/outbound.ts';
import { serve } from '../support/http-server.ts';
import type { Handler, HttpServer } from '../support/http-server.ts';

describe('calls that leave the worker', () => {
  let server: HttpServer | undefined;
  afterEach(() => server?.close());

  async function code(handler: Handler, request: Partial<OutboundRequest> = {}, path = '/'): Promise<string> {
    server = await serve(handler);
    return outbound(`${server.url}${path}`, { timeoutMs: 500, ...request }).then(
      ({ status }) => `${status}`,
      (error: unknown) => (error instanceof OutboundError ? error.code : `threw ${String(error)}`),
    );
  }
  const redirects =
    (times: number, status = 302): Handler =>
    ({ path }, response) => {
      const nth = Number(path.slice(1) || 0);
      return nth < times ? response.writeHead(status, { location: `/${nth + 1}` }).end() : response.end('ok');
    };

  it('follows two redirects, not three', async () => {
    assert.equal(await code(redirects(2)), '200');
    await server?.close();
    assert.equal(await code(redirects(3)), 'redirect');
  });

  it('repeats a POST only where the redirect says so', async () => {
    const post = { method: 'POST', body: 'query' } as const;
    assert.equal(await code(redirects(1, 307), post), '200');
    assert.equal(server?.got[1]?.body, 'query');
    await server?.close();
    assert.equal(await code(redirects(1, 302), post), 'redirect');
  });

  it('reads a body up to the limit and not a byte more', async () => {
    assert.equal(await code((_, response) => response.end(Buffer.alloc(BODY_LIMIT))), '200');
    await server?.close();
    assert.equal(await code((_, response) => response.end(Buffer.alloc(BODY_LIMIT + 1))), 'too-large');
  });

  it('asks the policy for every hop', async () => {
    const asked: string[] = [];
    const policy = { allow: ({ pathname }: URL) => (asked.push(pathname), pathname !== '/2') };

    assert.equal(await code(redirects(2), { policy }), 'refused');
    assert.deepEqual([asked, server?.got.length], [['/', '/1', '/2'], 2]);
  });

  it('keeps to one timeout over all hops', async () => {
    const slow: Handler = (request, response) => setTimeout(() => redirects(2)(request, response), 250);

    assert.equal(await code(slow), 'timeout');
  });

  for (const url of [
    'file:///etc/passwd',
    'ftp://x/',
    'data:,x',
    'http://u:p@localhost/',
    'http://u@localhost/',
    'http://localhost:6000/',
    'no url',
  ])
    it(`refuses ${url}`, async () => {
      const refused = (error: unknown): boolean => error instanceof OutboundError && error.code === 'refused';

      await assert.rejects(outbound(url, { timeoutMs: 500 }), refused);
    });

  it('tells neither query nor fragment', async () => {
    const gone = await serve(() => {});
    await gone.close();
    await assert.rejects(outbound(`${gone.url}/p?token=sesame#sesame`, { timeoutMs: 500 }), (error: unknown) => {
      assert.match(String(error), /http:\/\/127\.0\.0\.1:\d+\/p: ECONNREFUSED$/);
      assert.doesNotMatch(String(error), /sesame/);
      return true;
    });
  });
});
