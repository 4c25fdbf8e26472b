import { connect } from 'node:net';
import { join } from 'node:path';
import type { Api } from './api.ts';
import type { Binaries } from './binaries.ts';
import { here } from './paths.ts';
import type { ServerSpec } from './process.ts';

/** Binaries that one cluster needs. */
export const CLUSTER_BINARIES = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
  'kubectl',
] as const;

/** Port of each listener of one cluster, all on 127.0.0.1. */
export interface ClusterPorts {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly apiserver: number;
  readonly controllerManager: number;
  readonly scheduler: number;
  readonly kwok: number;
}

/** `fast`: controllers and scheduler may ask 300 times a second. `default`: 20 and 50, as in most real clusters. */
export type Qps = 'fast' | 'default';

/** What the command lines of one cluster are made of. */
export interface Layout {
  readonly dir: string;
  readonly ports: ClusterPorts;
  readonly binaries: Binaries<(typeof CLUSTER_BINARIES)[number]>;
  readonly qps: Qps;
}

/** The store. Its data may be lost with the machine, so it does not wait for the disk. */
export const etcd = (layout: Layout): ServerSpec => {
  const [client, peer] = [`http://127.0.0.1:${layout.ports.etcd}`, `http://127.0.0.1:${layout.ports.etcdPeer}`];
  return server(layout, 'etcd', isOpen(layout.ports.etcd), [
    ...['--name', 'a', '--data-dir', join(layout.dir, 'etcd')],
    ...['--listen-client-urls', client, '--advertise-client-urls', client],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `a=${peer}`],
    ...['--unsafe-no-fsync', '--log-level', 'warn'],
  ]);
};

/** The API server. It makes its own certificate in `pki/` the first time. */
export const apiserver = (layout: Layout, ready: () => Promise<boolean>): ServerSpec =>
  server(layout, 'kube-apiserver', ready, [
    `--etcd-servers=http://127.0.0.1:${layout.ports.etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${layout.ports.apiserver}`,
    `--cert-dir=${join(layout.dir, 'pki')}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(layout.dir, 'sa.key')}`,
    `--service-account-signing-key-file=${join(layout.dir, 'sa.key')}`,
    `--token-auth-file=${join(layout.dir, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    // No kubelet mounts tokens here, and without it a pod need not wait for its namespace's service account.
    '--disable-admission-plugins=ServiceAccount',
    '--endpoint-reconciler-type=none',
    '--profiling=false',
  ]);

/** Deployments, ReplicaSets, EndpointSlices, quotas, disruption budgets: the real controllers. */
export const controllerManager = (layout: Layout, kubeconfig: string): ServerSpec =>
  server(layout, 'kube-controller-manager', isOpen(layout.ports.controllerManager), [
    ...controllerFlags(layout, kubeconfig, layout.ports.controllerManager),
    '--controllers=*',
    `--service-account-private-key-file=${join(layout.dir, 'sa.key')}`,
    '--use-service-account-credentials=true', // as in production: what a controller may do is what its own account may
  ]);

/** The real scheduler. */
export const scheduler = (layout: Layout, kubeconfig: string): ServerSpec =>
  server(
    layout,
    'kube-scheduler',
    isOpen(layout.ports.scheduler),
    controllerFlags(layout, kubeconfig, layout.ports.scheduler),
  );

/** Plays the kubelets. `stages.yaml` says how pods behave by their image tag. */
export const kwok = (layout: Layout, kubeconfig: string, prepare: () => Promise<void>): ServerSpec => ({
  prepare,
  ...server(layout, 'kwok', isOpen(layout.ports.kwok), [
    `--kubeconfig=${kubeconfig}`,
    `--config=${join(here, 'kwok', 'stages.yaml')}`,
    '--manage-all-nodes=true',
    '--node-lease-duration-seconds=40',
    `--server-address=127.0.0.1:${layout.ports.kwok}`,
    '--cidr=10.244.0.0/16',
  ]),
});

/** Ready when the API server says so itself, all its start-up hooks included. */
export const isReady = (api: Api) => async (): Promise<boolean> => (await api.ask('GET', '/readyz')).status === 200;

/** Ready when something listens on the port. @default host 127.0.0.1 */
export const isOpen =
  (port: number, host = '127.0.0.1') =>
  (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, host);
      const answer = (open: boolean) => {
        socket.destroy();
        resolve(open);
      };
      socket.once('connect', () => answer(true)).once('error', () => answer(false));
    });

function controllerFlags({ qps }: Layout, kubeconfig: string, port: number): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    '--authentication-skip-lookup=true',
    ...(qps === 'fast' ? ['--kube-api-qps=300', '--kube-api-burst=500'] : []),
  ];
}

function server(
  { dir, binaries }: Layout,
  name: Exclude<(typeof CLUSTER_BINARIES)[number], 'kubectl'>,
  ready: () => Promise<boolean>,
  args: readonly string[],
): ServerSpec {
  return { name, command: binaries[name], args, logFile: join(dir, 'logs', `${name}.log`), ready };
}
