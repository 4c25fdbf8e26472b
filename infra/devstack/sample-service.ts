import { join } from 'node:path';
import { here } from './paths.ts';
import { freePort } from './ports.ts';
import { startServer, type Server } from './process.ts';

export interface SampleOptions {
  /** Holds the log. */
  readonly dir: string;
  /** Identity that may list and watch pods. */
  readonly kubeconfig: string;
  /** @default a free one */
  readonly port?: number;
}

/** The running stand-in for the user's service. */
export interface SampleService {
  /** Base address: `/metrics`, `/health`, `/apps/<namespace>/<app>/health`. */
  readonly url: string;
  readonly process: Server;
  stop(): Promise<void>;
}

/** Starts the sample service (see `sample/service.ts`) and waits until it answers. */
export async function startSampleService(options: SampleOptions): Promise<SampleService> {
  const port = await freePort(options.port);
  const url = `http://127.0.0.1:${port}`;
  const server = await startServer({
    name: 'sample-service',
    command: process.execPath,
    args: [join(here, 'sample', 'service.ts'), options.kubeconfig, String(port)],
    logFile: join(options.dir, 'logs', 'sample-service.log'),
    ready: async () => (await fetch(`${url}/health`)).ok,
  });
  return { url, process: server, stop: () => server.stop() };
}
