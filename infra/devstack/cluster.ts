import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { apiOf, type Api } from './api.ts';
import { ensureBinaries } from './binaries.ts';
import * as servers from './cluster-servers.ts';
import { ensureSecrets, writeKubeconfigs, type Identity } from './identities.ts';
import { createNodes, nodesReady, releaseNodes } from './nodes.ts';
import { here } from './paths.ts';
import { freePorts } from './ports.ts';
import { Server, stopAll, type ServerSpec } from './process.ts';
import { run, type Say } from './run.ts';

export interface ClusterOptions {
  /** Holds the data, certificates and logs. A cluster that starts on an old folder finds its objects again. */
  readonly dir: string;
  /** Name of the cluster and its context in the kubeconfigs. */
  readonly name: string;
  /** @default free ones */
  readonly ports?: servers.ClusterPorts;
  /** @default 'fast' */
  readonly qps?: servers.Qps;
  /** @default 5 */
  readonly nodes?: number;
  readonly say?: Say;
}

/** A real Kubernetes control plane on 127.0.0.1 with KWOK's nodes. */
export interface Cluster {
  readonly name: string;
  readonly server: string;
  /** Path of a kubeconfig per user. */
  readonly kubeconfig: Readonly<Record<Identity, string>>;
  /** Each can be killed and restarted alone, with the same data and address. */
  readonly processes: {
    readonly etcd: Server;
    readonly apiserver: Server;
    readonly controllerManager: Server;
    readonly scheduler: Server;
    readonly kwok: Server;
  };
  /** Runs `kubectl` as the administrator; `input` is its stdin. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a cluster and waits until pods can be scheduled. Stops what it started when a part fails. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const started: Server[] = [];
  try {
    return await startParts(options, async (spec) => {
      const server = new Server(spec);
      started.push(server);
      return server.start();
    });
  } catch (error) {
    await stopAll(started);
    throw new Error(`cluster ${options.name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

type Start = (spec: ServerSpec) => Promise<Server>;

async function startParts(options: ClusterOptions, start: Start): Promise<Cluster> {
  const { name, nodes = 5, qps = 'fast', say = () => {} } = options;
  const dir = resolve(options.dir);
  const binaries = await ensureBinaries(servers.CLUSTER_BINARIES, say);
  const layout = { dir, ports: options.ports ?? (await clusterPorts()), binaries, qps };
  const tokens = await ensureSecrets(dir);
  const server = `https://127.0.0.1:${layout.ports.apiserver}`;
  const api = new LateApi(dir, server, tokens.admin);
  const etcd = await start(servers.etcd(layout));
  const apiserver = await start(servers.apiserver(layout, api.isReady));
  const kubeconfig = await writeKubeconfigs(dir, { name, server, ca: await api.ca() }, tokens);
  const kubectl: Cluster['kubectl'] = (args, input) =>
    run(binaries.kubectl, ['--kubeconfig', kubeconfig.admin, ...args], input === undefined ? {} : { input });
  const [controllerManager, scheduler, kwok] = await Promise.all([
    start(servers.controllerManager(layout, kubeconfig.admin)),
    start(servers.scheduler(layout, kubeconfig.admin)),
    createNodes(api.open, nodes).then(() =>
      start(servers.kwok(layout, kubeconfig.admin, () => releaseNodes(api.open))),
    ),
    kubectl(['apply', ...RIGHTS.flatMap((file) => ['-f', file])]),
  ]);
  await nodesReady(api.open, nodes);
  const processes = { etcd, apiserver, controllerManager, scheduler, kwok };
  const stop = async () => {
    await api.close();
    await stopAll(Object.values(processes));
  };
  return { name, server, kubeconfig, processes, kubectl, stop };
}

/** Free ports for one cluster. */
async function clusterPorts(): Promise<servers.ClusterPorts> {
  const [etcd = 0, etcdPeer = 0, apiserver = 0, controllerManager = 0, scheduler = 0, kwok = 0] = await freePorts(6);
  return { etcd, etcdPeer, apiserver, controllerManager, scheduler, kwok };
}

/** What Tidegate's identity may do, as documented for real clusters, and what the observer may see. */
const RIGHTS = [join(here, '..', 'kubernetes', 'rbac.yaml'), join(here, 'observer.yaml')];

/** The administrator's client, which can exist only once the API server has written its certificate. */
class LateApi {
  readonly #file: string;
  readonly #server: string;
  readonly #token: string;
  #api: Api | undefined;

  constructor(dir: string, server: string, token: string) {
    this.#file = join(dir, 'pki', 'apiserver.crt');
    this.#server = server;
    this.#token = token;
  }

  get open(): Api {
    if (!this.#api) throw new Error('the API server has not answered yet');
    return this.#api;
  }

  ca(): Promise<string> {
    return readFile(this.#file, 'utf8');
  }

  readonly isReady = async (): Promise<boolean> => {
    if (this.#api) return servers.isReady(this.#api)();
    // Kept only once it has worked: the file may have been read half written.
    const api = apiOf({ server: this.#server, token: this.#token, ca: await this.ca() });
    const ready = await servers
      .isReady(api)()
      .catch(() => false);
    if (ready) this.#api = api;
    else await api.close();
    return ready;
  };

  async close(): Promise<void> {
    await this.#api?.close();
  }
}
