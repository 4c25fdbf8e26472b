import type { MetricSource } from '../domain/checks/metric.ts';
import type { KubeReads } from './checks/port.ts';
import type { Reading, Scope } from './metrics/port.ts';
import type { Notifier } from './notify/port.ts';
import type { Finding } from '../workflows/inquiry-messages.ts';
import type { Records } from './records/port.ts';
import type { Registry } from './registry/port.ts';
import type { Workload } from './workload/port.ts';

/** Reads any kind of metric source, and single pods where the source can. */
export interface Metrics {
  read(source: MetricSource, scope: Scope, signal: AbortSignal): Promise<Reading>;
  /** Undefined when nothing can tell; the caller says so. */
  readPerPod(query: string, scope: Scope, signal: AbortSignal): Promise<ReadonlyMap<string, number> | undefined>;
}

/** Everything the activities need; the composition root in `workers/wiring.ts` makes it. */
export interface Deps {
  readonly workload: Workload;
  readonly metrics: Metrics;
  readonly registry: Registry;
  readonly records: Records;
  readonly notifiers: readonly Notifier[];
  readonly kubeOf: (cluster: string) => Promise<KubeReads>;
  /** Findings about the surroundings that no rollout tells: rights, servers, stores. */
  readonly inspect: (clusters: readonly string[]) => Promise<readonly Finding[]>;
  /** Runs of the target's workflow that are open. */
  readonly isRunning: (workflowId: string) => Promise<boolean>;
}
