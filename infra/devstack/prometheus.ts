import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { ensureBinaries } from './binaries.ts';
import { freePort } from './ports.ts';
import { startServer, type Server } from './process.ts';
import type { Say } from './run.ts';

export interface PrometheusOptions {
  /** Holds the samples, the configuration and the log. */
  readonly dir: string;
  /** Base addresses to scrape `/metrics` of, every second. */
  readonly scrape: readonly string[];
  /** Wished for; another one is taken when it is not free. @default a free one */
  readonly port?: number;
  readonly say?: Say;
}

/** A Prometheus server, ours or one that the user gave. */
export interface Prometheus {
  readonly url: string;
  /** Undefined where the server is not ours. */
  readonly process?: Server;
  stop(): Promise<void>;
}

/** Starts Prometheus and waits until it answers queries. */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const { say = () => {} } = options;
  const dir = resolve(options.dir);
  const { prometheus } = await ensureBinaries(['prometheus'], say);
  const port = await freePort(options.port);
  const url = `http://127.0.0.1:${port}`;
  const config = join(dir, 'prometheus.yaml');
  await mkdir(dir, { recursive: true });
  await writeFile(config, configOf(options.scrape));
  const server = await startServer({
    name: 'prometheus',
    command: prometheus,
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(dir, 'prometheus')}`,
      '--storage.tsdb.retention.time=2d',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    logFile: join(dir, 'logs', 'prometheus.log'),
    ready: async () => (await fetch(`${url}/-/ready`)).ok,
  });
  return { url, process: server, stop: () => server.stop() };
}

/** A server that the user runs: used as it is, never stopped. */
export const givenPrometheus = (url: string): Prometheus => ({ url, stop: async () => {} });

const configOf = (scrape: readonly string[]): string =>
  stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [
      {
        job_name: 'sample-service',
        static_configs: [{ targets: scrape.map((address) => new URL(address).host) }],
      },
    ],
  });
