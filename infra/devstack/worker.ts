import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { here } from './paths.ts';
import { startServer, type Server } from './process.ts';
import type { Temporal } from './temporal.ts';

/** Entry of Tidegate's own worker. */
const ENTRY = join(here, '..', '..', 'workers', 'main.ts');

/** Printed once it is connected and polls. */
const SERVING = 'tidegate worker: serving';

export interface WorkerOptions {
  /** Holds the log and, unless TIDEGATE_RECORDS names a store, the records. */
  readonly dir: string;
  readonly temporal: Pick<Temporal, 'address' | 'process'>;
  /** The identity `tidegate`: the worker gets the rights it documents, and no more. */
  readonly kubeconfig: string;
  readonly prometheusUrl: string;
}

/** Starts Tidegate's worker against a stack and waits until it serves. Throws with the end of its log when it cannot. */
export async function startWorker({ dir, temporal, kubeconfig, prometheusUrl }: WorkerOptions): Promise<Server> {
  const logFile = join(dir, 'logs', 'worker.log');
  let before = 0;
  return startServer({
    name: 'tidegate-worker',
    command: process.execPath,
    args: [ENTRY],
    logFile,
    // The log is appended to: what an earlier worker said in it is no sign of this one.
    prepare: async () => void (before = await sizeOf(logFile)),
    ready: async () => (await readFile(logFile)).subarray(before).includes(SERVING),
    env: {
      TIDEGATE_RECORDS: `sqlite:${join(dir, 'records.db')}`,
      ...environmentFor(temporal),
      KUBECONFIG: kubeconfig,
      PROMETHEUS_URL: prometheusUrl,
    },
  });
}

/**
 * The environment for whatever speaks to this Temporal. Where the server is the user's, their settings (TLS, API key,
 * profile, namespace) are for it; where it is ours, they speak of another one.
 */
export function environmentFor({ address, process: ours }: Pick<Temporal, 'address' | 'process'>): NodeJS.ProcessEnv {
  const theirs = Object.entries(process.env).filter(([name]) => !ours || !name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(theirs), TEMPORAL_ADDRESS: address };
}

const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => ({ size: 0 }))).size;
