import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { build } from './build.ts';
import { catalog, type BinaryName, type Recipe } from './catalog.ts';
import { extractDebianPrometheus } from './debian-prometheus.ts';
import { withLock } from './lock.ts';
import { cacheFolder, here } from './paths.ts';
import { run, type Say } from './run.ts';

/** Absolute path of each binary that was asked for. */
export type Binaries<Name extends BinaryName = BinaryName> = Readonly<Record<Name, string>>;

/**
 * Finds or builds servers of the stack. Order: the environment variable, PATH (when new enough), the user's cache,
 * for Prometheus Debian's package, else `go build`. Says what it builds and how long that usually takes.
 * Several processes may ask at once: one builds, the others wait. Throws when there is neither binary nor Go.
 */
export async function ensureBinaries<Name extends BinaryName>(
  names: readonly Name[],
  say: Say,
): Promise<Binaries<Name>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) found[name] = await ensureBinary(name, say);
  return found as Binaries<Name>; // every name was filled in by the loop above
}

async function ensureBinary(name: BinaryName, say: Say): Promise<string> {
  const recipe: Recipe = catalog[name];
  const named = process.env[recipe.variable];
  if (named) return executable(named, recipe.variable);
  const onPath = await findOnPath(name, recipe);
  if (onPath) return onPath;
  const folder = join(cacheFolder(), await digestOf(recipe.module));
  const file = join(folder, name);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  await withLock(join(folder, '.lock'), waitingFor(name, say), async () => {
    if (existsSync(file)) return;
    if (name === 'prometheus' && (await extractDebianPrometheus(file, say))) return;
    await build(name, file, say);
  });
  return file;
}

const waitingFor = (name: BinaryName, say: Say) => (pid: number) =>
  say(`waiting for ${name}: process ${pid} is building servers`);

async function executable(path: string, variable: string): Promise<string> {
  try {
    await access(path, constants.X_OK);
    return path;
  } catch (error) {
    throw new Error(`${variable} names ${path}, which cannot be executed`, { cause: error });
  }
}

async function findOnPath(name: BinaryName, recipe: Recipe): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (folder && existsSync(path) && (await isNewEnough(path, recipe))) return path;
  }
  return undefined;
}

/** A binary that cannot say its version, or one that is too old, is passed over: ours is built instead. */
async function isNewEnough(path: string, { versionArgs, atLeast }: Recipe): Promise<boolean> {
  const printed = await run(path, versionArgs, { timeoutMs: 10_000 }).catch(() => '');
  const [, major, minor] = /(\d+)\.(\d+)/.exec(printed) ?? [];
  if (major === undefined) return false;
  return Number(major) === atLeast[0] ? Number(minor) >= atLeast[1] : Number(major) > atLeast[0];
}

/** A new version of the module is a new folder: an old cache is never mistaken for the pinned version. */
async function digestOf(module: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(await readFile(join(here, module, file)));
  return `${module}-${hash.digest('hex').slice(0, 16)}`;
}
