import { createHash } from 'node:crypto';
import { serve } from './http-server.ts';
import type { Got, HttpServer } from './http-server.ts';

export interface OciOptions {
  /** How the registry wants to be asked. @default 'open' */
  readonly auth?: 'open' | 'token' | 'basic';
  readonly user?: { readonly username: string; readonly password: string };
  /** Whether answers carry the digest in a header; the specification only says they should. @default true */
  readonly digestHeader?: boolean;
}

/** A tiny real OCI registry: manifests by tag and digest, and a token service on the same address. */
export interface OciRegistry extends HttpServer {
  /** Stores a manifest under a tag and returns its digest. A tag may be moved. */
  push(repository: string, tag: string, manifest: object): string;
}

const MANIFEST = /^\/v2\/(.+)\/manifests\/([^/?]+)$/;

export async function ociRegistry({ auth = 'open', user, digestHeader = true }: OciOptions = {}): Promise<OciRegistry> {
  const manifests = new Map<string, string>();
  const server = await serve((request, response) => {
    const answer = (status: number, body: string, headers: Record<string, string> = {}): unknown =>
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
    const url = new URL(request.path, 'http://registry');
    if (url.pathname === '/token') return tokenFor(request, url, user, answer);
    if (!authorized(request, auth, user)) return answer(401, errors('UNAUTHORIZED'), challenge(auth, server.url));
    const [, repository, reference] = MANIFEST.exec(url.pathname) ?? [];
    const manifest = manifests.get(`${repository}:${reference}`);
    if (manifest === undefined) return answer(404, errors('MANIFEST_UNKNOWN'));
    return answer(200, manifest, digestHeader ? { 'docker-content-digest': digestOf(manifest) } : {});
  });
  const push = (repository: string, tag: string, manifest: object): string => {
    const text = JSON.stringify(manifest);
    manifests.set(`${repository}:${tag}`, text).set(`${repository}:${digestOf(text)}`, text);
    return digestOf(text);
  };
  return { ...server, push };
}

type Auth = NonNullable<OciOptions['auth']>;
type Answer = (status: number, body: string) => unknown;
const errors = (code: string): string => JSON.stringify({ errors: [{ code, message: code }] });
const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const basicOf = ({ username, password }: NonNullable<OciOptions['user']>): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

function authorized({ headers, path }: Got, auth: Auth, user: OciOptions['user']): boolean {
  if (auth === 'open') return true;
  if (auth === 'basic') return user !== undefined && headers.authorization === basicOf(user);
  const [, repository = ''] = MANIFEST.exec(path) ?? [];
  return headers.authorization === `Bearer pull-${repository}`;
}

const challenge = (auth: Auth, url: string): Record<string, string> => ({
  'www-authenticate':
    auth === 'basic' ? 'Basic realm="r"' : `Bearer realm="${url}/token",service="tiny",scope="repository:x:pull,push"`,
});

/** A token for the repository of the scope; for those who may, where the registry knows users. */
function tokenFor({ headers }: Got, url: URL, user: OciOptions['user'], answer: Answer): unknown {
  if (user !== undefined && headers.authorization !== basicOf(user)) return answer(401, errors('UNAUTHORIZED'));
  const [, repository] = /^repository:(.+):pull$/.exec(url.searchParams.get('scope') ?? '') ?? [];
  if (repository === undefined || url.searchParams.get('service') !== 'tiny') return answer(400, '{}');
  return answer(200, JSON.stringify({ token: `pull-${repository}` }));
}
