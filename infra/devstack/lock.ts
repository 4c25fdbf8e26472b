import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startOf } from './liveness.ts';

/**
 * Runs `work` while no other process holds the lock at `path`.
 * The lock of a process that died is taken over. `waiting` is called once when another process holds it.
 */
export async function withLock<T>(path: string, waiting: (pid: number) => void, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  for (let told = false; !(await taken(path));) {
    const holder = await holderOf(path);
    if (holder !== undefined && (await startOf(holder)) === undefined) await rm(path, { force: true });
    else if (holder !== undefined && !told) waiting(holder);
    told ||= holder !== undefined;
    await delay(200);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function taken(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false; // errno errors only
    throw error;
  }
}

/** The process in the lock file. Undefined while it is being written or was just removed. */
async function holderOf(path: string): Promise<number | undefined> {
  try {
    const pid = Number(await readFile(path, 'utf8'));
    if (pid > 0) return pid;
    // An empty file is a lock being written, or one whose writer died between two system calls.
    if (Date.now() - (await stat(path)).mtimeMs > 5_000) await rm(path, { force: true });
    return undefined;
  } catch {
    return undefined; // removed between the two looks: try again
  }
}
