import { join, resolve } from 'node:path';
import { startCluster, type Cluster, type ClusterOptions } from './cluster.ts';
import { givenPrometheus, startPrometheus, type Prometheus } from './prometheus.ts';
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
  /** Servers of the user's that are used instead of starting ours. */
  readonly given?: Given;
  /** Outlives this process. @default false */
  readonly detached?: boolean;
  readonly say?: Say;
}

/** What the user already runs. */
export interface Given {
  readonly temporalAddress?: string;
  readonly prometheusUrl?: string;
}

/** Temporal, one cluster, the sample service on it, and Prometheus reading that. */
export interface Stack {
  readonly temporal: Temporal;
  readonly cluster: Cluster;
  readonly sample: SampleService;
  readonly prometheus: Prometheus;
  stop(): Promise<void>;
}

/** Starts the whole stack and waits until it serves. Stops what it started when a part fails. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dir = resolve(options.dir);
  const { detached = false, say = () => {}, given = {} } = options;
  const common = { dir, detached, say };
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
  if (first.status === 'fulfilled' && second.status === 'fulfilled')
    return { temporal: first.value, ...second.value, stop };
  await stop();
  throw first.status === 'rejected' ? first.reason : (second as PromiseRejectedResult).reason; // one of them was
}

type Common = Required<Pick<StackOptions, 'dir' | 'detached' | 'say'>>;
type Keep = <T extends { stop(): Promise<void> }>(part: T) => T;

async function startWorld(
  options: StackOptions,
  common: Common,
  keep: Keep,
): Promise<Omit<Stack, 'temporal' | 'stop'>> {
  const cluster = keep(
    await startCluster({ name: 'tidegate-dev', ...options.cluster, ...common, dir: join(common.dir, 'cluster') }),
  );
  const sample = keep(await startSampleService({ ...common, kubeconfig: cluster.kubeconfig.observer }));
  const prometheus = options.given?.prometheusUrl
    ? givenPrometheus(options.given.prometheusUrl)
    : keep(await startPrometheus({ ...common, ...options.prometheus, scrape: [sample.url] }));
  return { cluster, sample, prometheus };
}
