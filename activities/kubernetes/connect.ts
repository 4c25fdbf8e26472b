import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { Agent } from 'undici';
import { Failure } from '../../domain/failure.ts';

/** How to reach one API server: address, trust and credentials. */
export interface Connection {
  readonly server: string;
  readonly dispatcher: Agent;
  /** Read for every request: tokens are short-lived. */
  headers(): Promise<Record<string, string>>;
}

/** Seconds for which one answer of a credential plug-in is reused. */
const CREDENTIAL_SECONDS = 30;

/**
 * Connects with a context of the user's kubeconfig (KUBECONFIG, `~/.kube/config`, or the pod's service account);
 * `default` is its current context. Throws Failure `cluster-unreachable` when there is no such context.
 */
export async function connect(context: string): Promise<Connection> {
  const config = new KubeConfig();
  config.loadFromDefault();
  if (context !== 'default') {
    const known = config.getContexts().map(({ name }) => name);
    if (!known.includes(context))
      throw new Failure(
        'cluster-unreachable',
        `cluster ${context}: no such context in the kubeconfig; known are ${known.join(', ') || 'none'}`,
      );
    config.setCurrentContext(context);
  }
  return connectionOf(config, context);
}

/** Connects with the text of a kubeconfig, by its current context. */
export async function connectWith(kubeconfig: string): Promise<Connection> {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  return connectionOf(config, config.getCurrentContext());
}

async function connectionOf(config: KubeConfig, context: string): Promise<Connection> {
  const server = config.getCurrentCluster()?.server;
  if (server === undefined)
    throw new Failure('cluster-unreachable', `cluster ${context}: the kubeconfig names no API server; set KUBECONFIG`);
  const { ca, cert, key, servername } = await optionsOf(config);
  // No keep-alive surprises: a dead API server is noticed by the next request, not by a hung one.
  const dispatcher = new Agent({
    connect: { ca, cert, key, servername, timeout: 5_000 },
    headersTimeout: 15_000,
    bodyTimeout: 0,
    connections: 32,
    pipelining: 1,
  });
  return { server: server.replace(/\/$/, ''), dispatcher, headers: remembered(config) };
}

type Tls = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'servername' | 'headers'>;

async function optionsOf(config: KubeConfig): Promise<{ [K in keyof Tls]-?: NonNullable<Tls[K]> | undefined }> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key, servername, headers } = options;
  return { ca, cert, key, servername, headers };
}

function remembered(config: KubeConfig): Connection['headers'] {
  let known: { at: number; headers: Record<string, string> } | undefined;
  return async () => {
    if (known && Date.now() - known.at < CREDENTIAL_SECONDS * 1000) return known.headers;
    const { headers = {} } = await optionsOf(config);
    const entries = Object.entries(headers).flatMap(([k, v]) => (typeof v === 'string' ? [[k, v] as const] : []));
    known = { at: Date.now(), headers: Object.fromEntries(entries) };
    return known.headers;
  };
}
