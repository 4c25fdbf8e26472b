import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse, stringify } from 'yaml';

/** What is needed to speak to one API server as one user. */
export interface Access {
  readonly server: string;
  /** PEM. Undefined: the system's authorities. */
  readonly ca?: string;
  readonly token?: string;
  /** PEM, both or none. */
  readonly certificate?: string;
  readonly key?: string;
}

/** The text of a kubeconfig with one context. The API server's certificate is carried along: it is always verified. */
export function renderKubeconfig(name: string, user: string, access: Access): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: access.server, 'certificate-authority-data': base64(access.ca ?? '') } }],
    users: [{ name: user, user: { token: access.token } }],
    contexts: [{ name, context: { cluster: name, user } }],
    'current-context': name,
  });
}

interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly clusters?: readonly { readonly name: string; readonly cluster: Record<string, unknown> }[];
  readonly users?: readonly { readonly name: string; readonly user: Record<string, unknown> }[];
  readonly contexts?: readonly {
    readonly name: string;
    readonly context: { readonly cluster: string; readonly user: string };
  }[];
}

/**
 * Reads the current context of a kubeconfig: CA, token and client certificate, inline or as files.
 * Throws for users that need a helper program: the development stack runs none.
 */
export async function readKubeconfig(path: string): Promise<Access> {
  const config = parse(await readFile(path, 'utf8')) as Kubeconfig; // fields are looked at one by one below
  const context = config.contexts?.find(({ name }) => name === config['current-context'])?.context;
  const cluster = config.clusters?.find(({ name }) => name === context?.cluster)?.cluster;
  const user = config.users?.find(({ name }) => name === context?.user)?.user;
  if (!cluster || !user || typeof cluster['server'] !== 'string')
    throw new Error(`${path}: the current context "${config['current-context'] ?? ''}" names no cluster and user`);
  if (user['exec'] ?? user['auth-provider'])
    throw new Error(`${path}: the user "${context?.user}" needs a helper program; use a token or a client certificate`);
  const field = (from: Record<string, unknown>, key: string) => contentOf(from, key, dirname(path));
  const [ca, certificate, key, tokenFile] = await Promise.all([
    field(cluster, 'certificate-authority'),
    field(user, 'client-certificate'),
    field(user, 'client-key'),
    field(user, 'tokenFile'),
  ]);
  const token = typeof user['token'] === 'string' ? user['token'] : tokenFile?.trim();
  return {
    server: cluster['server'],
    ...(ca && { ca }),
    ...(token && { token }),
    ...(certificate && { certificate }),
    ...(key && { key }),
  };
}

async function contentOf(from: Record<string, unknown>, key: string, folder: string): Promise<string | undefined> {
  const data = from[`${key}-data`];
  if (typeof data === 'string') return Buffer.from(data, 'base64').toString('utf8');
  const file = from[key];
  return typeof file === 'string' ? readFile(resolve(folder, file), 'utf8') : undefined;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
