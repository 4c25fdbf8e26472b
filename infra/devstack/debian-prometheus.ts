import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { elapsed, run, type Say } from './run.ts';

/**
 * Takes the binary out of Debian's package `prometheus` without installing it: seconds instead of a build of minutes.
 * Returns false, having said why, where apt does not work; the caller builds instead.
 */
export async function extractDebianPrometheus(file: string, say: Say): Promise<boolean> {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-deb')) return false;
  const start = performance.now();
  const folder = await mkdtemp(join(dirname(file), 'debian-'));
  try {
    say("fetching Debian's package prometheus (usually seconds; it is not installed)");
    await download(folder);
    const [archive] = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error('apt-get download left no package');
    await run('dpkg-deb', ['-x', join(folder, archive), join(folder, 'root')]);
    const binary = join(folder, 'root', 'usr', 'bin', 'prometheus');
    await run(binary, ['--version']);
    await copyFile(binary, `${file}.tmp`);
    await rename(`${file}.tmp`, file);
    say(`unpacked prometheus in ${elapsed(start)}`);
    return true;
  } catch (error) {
    say(`no prometheus from apt: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Refreshes apt's lists only when they do not know the package: most machines need no update, some forbid it. */
async function download(folder: string): Promise<void> {
  // apt drops to the user `_apt` for downloads and cannot write to a private folder; as ourselves it can.
  const args = ['-q', '-o', 'APT::Sandbox::User=root', 'download', 'prometheus'];
  const options = { cwd: folder, timeoutMs: 180_000 };
  try {
    await run('apt-get', args, options);
  } catch {
    await run('apt-get', ['-q', 'update'], options);
    await run('apt-get', args, options);
  }
}
