import { join, resolve } from 'node:path';
import { ensureBinaries } from './binaries.ts';
import { freePort } from './ports.ts';
import { startServer, type Server } from './process.ts';
import { run, type Say } from './run.ts';

export interface TemporalOptions {
  /** Holds the database and the log. History is kept there across restarts. */
  readonly dir: string;
  /** Wished for; another one is taken when it is not free. @default a free one */
  readonly port?: number;
  /** @default a free one */
  readonly uiPort?: number;
  readonly say?: Say;
}

/** A Temporal server, ours or one that the user gave. */
export interface Temporal {
  /** `host:port` for TEMPORAL_ADDRESS. */
  readonly address: string;
  /** Address of its web UI; undefined where the server is not ours. */
  readonly uiUrl?: string;
  /** Undefined where the server is not ours. It can be killed and restarted with the same data and address. */
  readonly process?: Server;
  stop(): Promise<void>;
}

/** Histories of the namespace `default` are kept this long; the server's own default is a day. */
const RETENTION = '30d';

/** Starts Temporal's development server with its UI and waits until the namespace `default` answers. */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  const { say = () => {} } = options;
  const dir = resolve(options.dir);
  const { temporal } = await ensureBinaries(['temporal'], say);
  const [port, uiPort] = [await freePort(options.port), await freePort(options.uiPort)];
  const address = `127.0.0.1:${port}`;
  const server = await startServer({
    name: 'temporal',
    command: temporal,
    args: flags(dir, port, uiPort),
    logFile: join(dir, 'logs', 'temporal.log'),
    env: withoutTemporal(),
    // Setting the retention answers only when the namespace is there, so it tells readiness as well.
    ready: () => setRetention(temporal, address),
  });
  return { address, uiUrl: `http://127.0.0.1:${uiPort}`, process: server, stop: () => server.stop() };
}

/** A server that the user runs: used as it is, never stopped. */
export const givenTemporal = (address: string): Temporal => ({ address, stop: async () => {} });

const flags = (dir: string, port: number, uiPort: number): readonly string[] => [
  ...['server', 'start-dev', '--db-filename', join(dir, 'temporal.db'), '--ip', '127.0.0.1'],
  ...['--port', String(port), '--ui-port', String(uiPort), '--log-level', 'warn'],
  ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
  ...['--dynamic-config-value', 'system.enableActivityEagerExecution=true'],
];

async function setRetention(temporal: string, address: string): Promise<boolean> {
  const namespace = ['--namespace', 'default', '--retention', RETENTION, '--address', address];
  await run(temporal, ['operator', 'namespace', 'update', ...namespace], { env: withoutTemporal(), timeoutMs: 10_000 });
  return true;
}

/** The user's own TEMPORAL_* settings (address, TLS, profile) speak of another server. */
const withoutTemporal = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')));
