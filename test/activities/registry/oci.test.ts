import assert from 'node:assert/strict';
import { ociRegistry as client } from '../../../activities/registry/oci.ts';
import type { RegistryOptions } from '../../../activities/registry/oci.ts';
import type { Resolution } from '../../../activities/registry/port.ts';
import { serve } from '../../support/http-server.ts';
import type { Handler, HttpServer } from '../../support/http-server.ts';
import { ociRegistry } from '../../support/oci-registry.ts';
import type { OciOptions, OciRegistry } from '../../support/oci-registry.ts';

const signal = AbortSignal.timeout(30_000);
const USER = { username: 'robot', password: 'sesame-open' };
const why = (resolution: Resolution): string => (resolution.known ? 'known' : resolution.why);

describe('OCI registry client (D0-28)', () => {
  let registry: OciRegistry | undefined;
  let server: HttpServer | undefined;
  afterEach(async () => {
    await registry?.close();
    await server?.close();
  });

  async function started(options: OciOptions = {}): Promise<{ image: string; digest: string; registry: OciRegistry }> {
    registry = await ociRegistry(options);
    const digest = registry.push('team/web', '1', { schemaVersion: 2, n: 1 });
    return { image: `${registry.host}/team/web:1`, digest, registry };
  }
  const resolve = (image: string, options: RegistryOptions = {}): Promise<Resolution> =>
    client({ timeoutMs: 1_000, ...options }).resolveDigest(image, signal);

  it('S0-133: resolves a tag to its digest, by one HEAD', async () => {
    const { image, digest, registry } = await started();

    assert.deepEqual(await resolve(image), { known: true, digest });
    assert.deepEqual(
      registry.got.map(({ method, path }) => [method, path]),
      [['HEAD', '/v2/team/web/manifests/1']],
    );
    assert.match(String(registry.got[0]?.headers.accept), /oci\.image\.index.*docker\.distribution\.manifest\.list/);
  });

  it('given a tag that moved, sees it; given the digest, does not', async () => {
    const { image, digest, registry } = await started();
    const moved = registry.push('team/web', '1', { schemaVersion: 2, n: 2 });

    assert.deepEqual(await resolve(image), { known: true, digest: moved });
    assert.deepEqual(await resolve(`${image}@${digest}`), { known: true, digest });
  });

  it('given no digest in the answer, hashes the content itself', async () => {
    const { image, digest } = await started({ digestHeader: false });

    assert.deepEqual(await resolve(image), { known: true, digest });
    assert.deepEqual(await resolve(`${image}@${digest}`), { known: true, digest });
  });

  it('S0-133: given no such tag or repository, says missing', async () => {
    const { registry } = await started();

    assert.equal(why(await resolve(`${registry.host}/team/web:2`)), 'missing');
    assert.equal(why(await resolve(`${registry.host}/team/api:1`)), 'missing');
  });

  for (const auth of ['token', 'basic'] as const)
    it(`given a registry that wants ${auth} and credentials, answers its challenge`, async () => {
      const { image, digest, registry } = await started({ auth, user: USER });

      assert.deepEqual(await resolve(image, { credentials: { [registry.host]: USER } }), { known: true, digest });
    });

  it('given a registry that gives tokens to anybody, takes one, for pulling only', async () => {
    const { image, digest, registry } = await started({ auth: 'token' });

    assert.deepEqual(await resolve(image), { known: true, digest });
    assert.match(registry.got[1]?.path ?? '', /scope=repository%3Ateam%2Fweb%3Apull$/);
  });

  for (const auth of ['token', 'basic'] as const)
    it(`D0-21: given no credentials for ${auth}, says denied, not missing`, async () => {
      const { image, registry } = await started({ auth, user: USER });
      const others = { 'other.example': USER, [registry.host]: { ...USER, password: 'wrong' } };

      assert.equal(why(await resolve(image)), 'denied');
      assert.equal(why(await resolve(image, { credentials: others })), 'denied');
    });

  const digest = `sha256:${'a'.repeat(64)}`;
  const broken: Readonly<Record<string, Handler>> = {
    'a server that hangs': () => {},
    'a server that fails': (_, response) => response.writeHead(500).end(),
    'some web server that knows no such page': (_, response) => response.writeHead(404).end('<html>'),
    'a digest that is none': (_, response) => response.writeHead(200, { 'docker-content-digest': 'latest' }).end(),
    'a registry that sends us to another for the token': (_, response) =>
      response.writeHead(401, { 'www-authenticate': 'Bearer realm="ftp://x/"' }).end(),
    'too many requests': (_, response) => response.writeHead(429).end(),
    'another digest than was asked for': (_, response) =>
      response.writeHead(200, { 'docker-content-digest': `sha256:${'b'.repeat(64)}` }).end(),
  };
  for (const [what, handler] of Object.entries(broken))
    it(`D0-21: given ${what}, does not know`, async () => {
      server = await serve(handler);

      const resolution = await resolve(`${server.host}/web@${digest}`, { credentials: { [server.host]: USER } });

      assert.match(why(resolution), /^(unreachable|denied)$/);
      assert.doesNotMatch(JSON.stringify(resolution), /sesame/);
    });

  it('given nobody at the address, does not know', async () => {
    const { image, registry: gone } = await started();
    await gone.close();

    assert.equal(why(await resolve(image)), 'unreachable');
  });

  it('given no reference, says so', async () => assert.equal(why(await resolve('No Image')), 'invalid'));

  it('speaks in the clear to registries on this machine only', async () => {
    const policy = { allow: ({ protocol }: URL) => protocol === 'http:' };

    const resolution = await resolve('registry.example:5000/web', { policy });

    assert.match(
      resolution.known ? '' : resolution.detail,
      /^https:\/\/registry\.example:5000\/v2\/web\/manifests\/latest: /,
    );
  });
});
