import { startCluster, type Cluster, type ClusterOptions } from '../../infra/devstack/cluster.ts';
import { startTemporal, type Temporal } from '../../infra/devstack/temporal.ts';
import { temporaryFolder } from './folders.ts';

/** The servers that all tests of one run share. */
export interface TestStack {
  readonly temporal: Temporal;
  readonly cluster: Cluster;
}

const stops: (() => Promise<void>)[] = [];
let shared: Promise<TestStack> | undefined;

/**
 * The shared servers, started by the first test that asks: unit tests alone never start them.
 * Rejects for every asker when they cannot start; no test is skipped.
 */
export const testStack = (): Promise<TestStack> => (shared ??= startShared());

/** A cluster of the caller's own, to kill parts of. Stopped at the end of the run if the test has not. */
export async function newCluster(options: Partial<ClusterOptions> = {}): Promise<Cluster> {
  const dir = await temporaryFolder('cluster');
  return kept(await startCluster({ dir, name: 'own', say, ...options }));
}

/** A Temporal server of the caller's own, to kill. Stopped at the end of the run if the test has not. */
export async function newTemporal(): Promise<Temporal> {
  return kept(await startTemporal({ dir: await temporaryFolder('temporal'), say }));
}

/** Has a server stopped at the end of the run. Stopping one that a test has stopped already is harmless. */
export function stopAtEnd(server: { stop(): Promise<void> }): void {
  stops.push(() => server.stop());
}

/** Stops everything that was started, the last first. */
export async function stopTestServers(): Promise<void> {
  for (const stop of stops.splice(0).toReversed()) await stop();
}

async function startShared(): Promise<TestStack> {
  const dir = await temporaryFolder('stack');
  const [temporal, cluster] = await Promise.all([
    startTemporal({ dir, say }).then(kept),
    startCluster({ dir, name: 'shared', say }).then(kept),
  ]);
  return { temporal, cluster };
}

function kept<T extends { stop(): Promise<void> }>(server: T): T {
  stopAtEnd(server);
  return server;
}

/** A cold cache builds for minutes: whoever waits should see why. */
const say = (line: string): void => console.error(`  [stack] ${line}`);
