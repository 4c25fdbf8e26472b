import { readFile, rename } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { catalog, type BinaryName } from './catalog.ts';
import { here } from './paths.ts';
import { elapsed, run, type Say } from './run.ts';

/**
 * Builds one server from its pinned Go module into `file`.
 * The file appears complete or not at all. Throws when Go is missing or too old, saying what to install.
 */
export async function build(name: BinaryName, file: string, say: Say): Promise<void> {
  const recipe = catalog[name];
  const folder = join(here, recipe.module);
  const go = await findGo(name, folder);
  say(
    `building ${name} from ${recipe.package} (usually ${recipe.usually} the first time, seconds with a warm Go cache)`,
  );
  const start = performance.now();
  const heartbeat = setInterval(() => say(`  still building ${name}: ${elapsed(start)} so far`), 30_000);
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await run(go, ['build', '-trimpath', '-ldflags', recipe.ldflags, '-o', unfinished, recipe.package], {
      cwd: folder,
      env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
    });
  } finally {
    clearInterval(heartbeat);
  }
  await rename(unfinished, file);
  say(`built ${name} in ${elapsed(start)}`);
}

/** The `go` to build with. */
async function findGo(name: BinaryName, folder: string): Promise<string> {
  const needed = /^go (\S+)/m.exec(await readFile(join(folder, 'go.mod'), 'utf8'))?.[1] ?? '1.26';
  const remedy =
    `install Go ${needed} or newer (https://go.dev/doc/install), or put ${name} on PATH, ` +
    `or name a built one in ${catalog[name].variable}`;
  const candidates = ['go', '/usr/local/go/bin/go'].filter((path) => path === 'go' || existsSync(path));
  let seen = 'no `go` on PATH';
  for (const go of candidates) {
    try {
      // Asked inside the module: a Go that may fetch a newer toolchain does so here and answers with that version.
      const version = (await run(go, ['env', 'GOVERSION'], { cwd: folder })).trim();
      if (isAtLeast(version.replace('go', ''), needed)) return go;
      seen = `${version} is too old`;
    } catch (error) {
      if (!isMissing(error)) seen = error instanceof Error ? error.message : String(error);
    }
  }
  throw new Error(`cannot build ${name}: ${seen}; ${remedy}`);
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'; // cause is from execFile

function isAtLeast(version: string, needed: string): boolean {
  const [have, want] = [version, needed].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (const [index, part] of (want ?? []).entries()) {
    const difference = (have?.[index] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
