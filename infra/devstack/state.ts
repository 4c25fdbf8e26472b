import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startOf } from './liveness.ts';
import { stateFolder } from './paths.ts';
import type { Server } from './process.ts';

/** Addresses that tools look for by default. Other ones are taken when these are not free. */
export const USUAL = {
  temporal: { port: 7233, uiPort: 8233 },
  prometheus: { port: 9090 },
  sample: { port: 9464 },
} as const;

/** A process that was left running. `started` tells it from a later one with the same id. */
export interface LeftRunning {
  readonly name: string;
  readonly pid: number;
  readonly started: string;
}

/** What `up` leaves behind for `down` and for the next `up`. */
export interface StackState {
  /** In the order they started; empty after `down`. */
  readonly processes: readonly LeftRunning[];
  /** What a shell needs to use the stack. */
  readonly environment: Readonly<Record<string, string>>;
  readonly uiUrl?: string;
}

export const stateFile = (): string => join(stateFolder(), 'stack.json');

/** The state of the last `up`; undefined when there was none. */
export async function readState(): Promise<StackState | undefined> {
  try {
    return JSON.parse(await readFile(stateFile(), 'utf8')) as StackState; // written by `writeState` alone
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // errno error of the read
    throw new Error(`cannot read ${stateFile()}; stop the stack by hand and remove the file`, { cause: error });
  }
}

/** Replaces the state in one step: a reader sees the old one or the new one. */
export async function writeState(state: StackState): Promise<void> {
  await mkdir(dirname(stateFile()), { recursive: true });
  await writeFile(`${stateFile()}.tmp`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${stateFile()}.tmp`, stateFile());
}

/** Lets a server outlive this process and says how to find it again. */
export async function leaveRunning(server: Server): Promise<LeftRunning> {
  const pid = server.pid;
  if (pid === undefined) throw new Error(`${server.name} does not run; see ${server.spec.logFile}`);
  const started = await startOf(pid);
  if (started === undefined) throw new Error(`${server.name} has ended; see ${server.spec.logFile}`);
  server.release();
  return { name: server.name, pid, started };
}

/** True when the process is still the one that was left running. */
export const stillRuns = async ({ pid, started }: LeftRunning): Promise<boolean> => (await startOf(pid)) === started;

/** Ends processes that were left running, the last started first; kills those that have not ended within 5 s. */
export async function endAll(processes: readonly LeftRunning[]): Promise<void> {
  for (const one of processes.toReversed()) {
    for (const [signal, tries] of [
      ['SIGTERM', 100],
      ['SIGKILL', 40],
    ] as const) {
      if (!(await stillRuns(one))) break;
      process.kill(one.pid, signal);
      for (let left = tries; left > 0 && (await stillRuns(one)); left -= 1) await delay(50);
    }
  }
}
