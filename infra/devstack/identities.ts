import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderKubeconfig } from './kubeconfig.ts';

/** Users of a cluster: the administrator, Tidegate with only the rights it documents, and one who may only look. */
export const IDENTITIES = ['admin', 'tidegate', 'observer'] as const;
export type Identity = (typeof IDENTITIES)[number];

/** Token of each user. */
export type Tokens = Readonly<Record<Identity, string>>;

/**
 * Writes the service account key and the token file, once per folder: a cluster that starts again on its old data
 * must know its old users.
 */
export async function ensureSecrets(dir: string): Promise<Tokens> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const [keyFile, tokenFile] = [join(dir, 'sa.key'), join(dir, 'tokens.csv')];
  if (!existsSync(keyFile)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await writeFile(keyFile, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  }
  if (!existsSync(tokenFile)) {
    // Only the administrator is in system:masters: a right that Tidegate lacks is to be found here.
    const lines = IDENTITIES.map(
      (user) => `${newToken()},${user},${user}${user === 'admin' ? ',"system:masters"' : ''}`,
    );
    await writeFile(tokenFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  }
  const rows = (await readFile(tokenFile, 'utf8')).split('\n').map((line) => line.split(','));
  const tokenOf = (user: Identity): string => rows.find(([, name]) => name === user)?.[0] ?? '';
  return { admin: tokenOf('admin'), tidegate: tokenOf('tidegate'), observer: tokenOf('observer') };
}

/** Writes a kubeconfig per user and returns their paths. `ca` is the certificate the API server made for itself. */
export async function writeKubeconfigs(
  dir: string,
  cluster: { readonly name: string; readonly server: string; readonly ca: string },
  tokens: Tokens,
): Promise<Readonly<Record<Identity, string>>> {
  const pathOf = (user: Identity): string => join(dir, 'kubeconfig', `${user}.yaml`);
  await mkdir(join(dir, 'kubeconfig'), { recursive: true });
  for (const user of IDENTITIES) {
    const text = renderKubeconfig(cluster.name, user, { ...cluster, token: tokens[user] });
    await writeFile(pathOf(user), text, { mode: 0o600 });
  }
  return { admin: pathOf('admin'), tidegate: pathOf('tidegate'), observer: pathOf('observer') };
}

const newToken = (): string => randomBytes(24).toString('hex');
