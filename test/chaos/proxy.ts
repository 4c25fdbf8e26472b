import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Cluster } from '../../infra/devstack/cluster.ts';
import { temporaryFolder } from '../support/folders.ts';

/** What the proxy does with the write it was told to wait for. */
export interface Strike {
  /** 1 is the first write after the proxy was armed. */
  readonly write: number;
  /** Which writes count. @default all */
  readonly of?: (body: string) => boolean;
  /** `before`: the API server never sees it. `after`: it is done, and the answer is lost. */
  readonly when: 'before' | 'after';
  /** Called at that moment; the write (or its answer) waits for it, then is dropped unless it says `deliver`. */
  readonly hit: (write: string) => Promise<'drop' | 'deliver'>;
}

export interface Proxy {
  /** A kubeconfig that leads through the proxy, as the identity `tidegate`. */
  readonly kubeconfig: string;
  readonly writes: string[];
  /** Status codes that the API server gave to writes that were held up and then delivered. */
  readonly delivered: number[];
  arm(strike: Strike): void;
  close(): Promise<void>;
}

/** Stands between a worker and its API server, and strikes at exactly one write. */
export async function startProxy(cluster: Cluster): Promise<Proxy> {
  const config = parse(await readFile(cluster.kubeconfig.tidegate, 'utf8')) as Kubeconfig;
  const [entry] = config.clusters;
  if (!entry) throw new Error('the kubeconfig has no cluster');
  const ca = Buffer.from(entry.cluster['certificate-authority-data'] ?? '', 'base64');
  const upstream = new URL(entry.cluster.server);
  const writes: string[] = [];
  const delivered: number[] = [];
  let armed: { strike: Strike; count: number } | undefined;

  // The API server's own certificate is good for every port of this address, so nothing has to be trusted anew.
  const pki = join(dirname(dirname(cluster.kubeconfig.tidegate)), 'pki');
  const [cert, key] = await Promise.all([readFile(join(pki, 'apiserver.crt')), readFile(join(pki, 'apiserver.key'))]);
  const server = createServer({ cert, key }, (incoming, outgoing) => {
    void pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const write =
      incoming.method === 'GET' || incoming.method === 'POST'
        ? undefined
        : `${incoming.method ?? ''} ${(incoming.url ?? '').split('?')[0] ?? ''}`;
    if (write !== undefined) writes.push(write);
    const due =
      write !== undefined && armed && counts(armed.strike, body) && (armed.count += 1) === armed.strike.write
        ? armed.strike
        : undefined;
    if (due?.when === 'before' && (await due.hit(write ?? '')) === 'drop') return void outgoing.destroy();
    const answer = await forward(upstream, ca, incoming, body);
    if (due?.when === 'before') delivered.push(answer.statusCode ?? 0);
    if (due?.when === 'after' && (await due.hit(write ?? '')) === 'drop') return void outgoing.destroy();
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.on('close', () => answer.destroy());
    answer.on('error', () => outgoing.destroy());
    answer.pipe(outgoing);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  entry.cluster.server = `https://127.0.0.1:${port}`;
  const kubeconfig = join(await temporaryFolder('proxy'), 'kubeconfig');
  await writeFile(kubeconfig, stringify(config));
  return {
    kubeconfig,
    writes,
    delivered,
    arm: (strike) => (armed = { strike, count: 0 }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const counts = ({ of: wanted }: Strike, body: Buffer): boolean => wanted?.(body.toString('utf8')) ?? true;

interface Kubeconfig {
  readonly clusters: { cluster: { server: string; 'certificate-authority-data'?: string } }[];
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function forward(
  upstream: URL,
  ca: Buffer,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { host: _, connection: __, ...kept } = headers;
    const to = request({ host: upstream.hostname, port: upstream.port, path: url, method, headers: kept, ca }, resolve);
    to.on('error', reject);
    to.end(body);
  });
}
