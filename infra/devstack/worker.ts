import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { here } from './paths.ts';
import { startServer, type Server } from './process.ts';

/** Entry of Tidegate's own worker. */
const ENTRY = join(here, '..', '..', 'workers', 'main.ts');

/** A worker that cannot start says so within this time: it has connected to Temporal by then or given up. */
const SETTLE_MS = 1_000;

export interface WorkerOptions {
  /** Holds the log. */
  readonly dir: string;
  readonly temporalAddress: string;
  /** The identity `tidegate`: the worker gets the rights it documents, and no more. */
  readonly kubeconfig: string;
  readonly prometheusUrl: string;
}

/** Starts Tidegate's worker against a stack; undefined where this checkout has none. */
export async function startWorker(options: WorkerOptions): Promise<Server | undefined> {
  if (!existsSync(ENTRY)) return undefined;
  const begun = Date.now();
  return startServer({
    name: 'tidegate-worker',
    command: process.execPath,
    args: [ENTRY],
    logFile: join(options.dir, 'logs', 'worker.log'),
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: options.temporalAddress,
      KUBECONFIG: options.kubeconfig,
      PROMETHEUS_URL: options.prometheusUrl,
    },
    ready: async () => Date.now() - begun > SETTLE_MS,
  });
}
