import { join, resolve } from 'node:path';
import { startCluster, type Cluster, type ClusterOptions } from './cluster.ts';
import { givenCluster, type GivenCluster } from './given-cluster.ts';
import { givenPrometheus, startPrometheus, type Prometheus } from './prometheus.ts';
import type { Server } from './process.ts';
import type { Say } from './run.ts';
import { startSampleService, type SampleService } from './sample-service.ts';
import { givenTemporal, startTemporal, type Temporal, type TemporalOptions } from './temporal.ts';

export interface StackOptions {
  /** Holds everything that the stack keeps. */
  readonly dir: string;
  readonly cluster?: Partial<Pick<ClusterOptions, 'name' | 'ports' | 'qps' | 'nodes'>>;
  /** Wished ports; other ones are taken when these are not free. @default free ones */
  readonly temporal?: Pick<TemporalOptions, 'port' | 'uiPort'>;
  readonly prometheus?: { readonly port?: number };
  readonly sample?: { readonly port?: number };
  /** Servers of the user's that are used instead of starting ours. */
  readonly given?: Given;
  readonly say?: Say;
}

/** What the user already runs. */
export interface Given {
  readonly temporalAddress?: string;
  readonly prometheusUrl?: string;
  readonly kubeconfig?: string;
}

/** Temporal, one cluster, the sample service on it, and Prometheus reading that. */
export interface Stack<C extends Cluster | GivenCluster = Cluster> {
  readonly temporal: Temporal;
  readonly cluster: C;
  readonly sample: SampleService;
  readonly prometheus: Prometheus;
  /** Every server that is ours, in the order they started. */
  readonly servers: readonly Server[];
  stop(): Promise<void>;
}

/** A stack whose cluster may be the user's. */
export type AnyStack = Stack<Cluster | GivenCluster>;

/**
 * Starts the whole stack and waits until it serves. Stops what it started when a part fails. With `given` the cluster
 * may be the user's, whose servers are not ours to kill.
 */
export async function startStack(options: Omit<StackOptions, 'given'>): Promise<Stack>;
export async function startStack(options: StackOptions): Promise<AnyStack>;
export async function startStack(options: StackOptions): Promise<AnyStack> {
  const dir = resolve(options.dir);
  const { say = () => {}, given = {} } = options;
  const common = { dir, say };
  const started: { stop(): Promise<void> }[] = [];
  const keep = <T extends { stop(): Promise<void> }>(part: T): T => {
    started.push(part);
    return part;
  };
  const stop = async () => {
    for (const part of started.splice(0).toReversed()) await part.stop();
  };
  const temporal = given.temporalAddress
    ? Promise.resolve(givenTemporal(given.temporalAddress))
    : startTemporal({ ...common, ...options.temporal }).then(keep);
  const world = startWorld(options, common, keep);
  // Both are waited for in any case: a part that is still starting could not be stopped.
  const [first, second] = await Promise.allSettled([temporal, world]);
  if (first.status === 'fulfilled' && second.status === 'fulfilled') return stackOf(first.value, second.value, stop);
  await stop();
  throw first.status === 'rejected' ? first.reason : (second as PromiseRejectedResult).reason; // one of them was
}

type World = Omit<AnyStack, 'temporal' | 'servers' | 'stop'>;

function stackOf(temporal: Temporal, world: World, stop: () => Promise<void>): AnyStack {
  const { cluster, sample, prometheus } = world;
  const ours = 'processes' in cluster ? Object.values(cluster.processes) : [];
  const servers = [temporal.process, ...ours, sample.process, prometheus.process];
  return { temporal, ...world, servers: servers.filter((server) => server !== undefined), stop };
}

type Common = Required<Pick<StackOptions, 'dir' | 'say'>>;
type Keep = <T extends { stop(): Promise<void> }>(part: T) => T;

async function startWorld(options: StackOptions, common: Common, keep: Keep): Promise<World> {
  const { kubeconfig } = options.given ?? {};
  const dir = join(common.dir, 'cluster');
  const cluster = kubeconfig
    ? await givenCluster(kubeconfig, common.say)
    : keep(await startCluster({ name: 'tidegate-dev', ...options.cluster, ...common, dir }));
  const observer = cluster.kubeconfig.observer;
  const sample = keep(await startSampleService({ ...common, ...options.sample, kubeconfig: observer }));
  const prometheus = options.given?.prometheusUrl
    ? givenPrometheus(options.given.prometheusUrl)
    : keep(await startPrometheus({ ...common, ...options.prometheus, scrape: [sample.url] }));
  return { cluster, sample, prometheus };
}
