import { startCluster, type Cluster, type ClusterOptions } from '../../infra/devstack/cluster.ts';
import { startStack, type Stack } from '../../infra/devstack/stack.ts';
import { startTemporal, type Temporal } from '../../infra/devstack/temporal.ts';
import { temporaryFolder } from './folders.ts';

const stops: (() => Promise<void>)[] = [];
let shared: Promise<Stack> | undefined;

/**
 * The servers that all tests of a run share: Temporal, a cluster, the sample service, Prometheus. Started by the first test that asks: unit tests alone never start them.
 * Rejects for every asker when they cannot start; no test is skipped.
 */
export const testStack = (): Promise<Stack> => (shared ??= startShared());

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

async function startShared(): Promise<Stack> {
  // Whatever the user runs or has set: a test's outcome must not depend on it, nor may a test write there.
  return kept(await startStack({ dir: await temporaryFolder('stack'), cluster: { name: 'shared' }, say }));
}

function kept<T extends { stop(): Promise<void> }>(server: T): T {
  stopAtEnd(server);
  return server;
}

/** A cold cache builds for minutes: whoever waits should see why. */
const say = (line: string): void => console.error(`  [stack] ${line}`);
