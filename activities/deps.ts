import type { KubeReads } from './checks/port.ts';
import type { MetricReader } from './metrics/port.ts';
import type { Notifier } from './notify/port.ts';
import type { Finding } from '../workflows/inquiry-messages.ts';
import type { Records } from './records/port.ts';
import type { Registry } from './registry/port.ts';
import type { Workload } from './workload/port.ts';

/** Everything the activities need; the composition root in `workers/wiring.ts` makes it. */
export interface Deps {
  readonly workload: Workload;
  readonly metrics: MetricReader;
  readonly registry: Registry;
  readonly records: Records;
  readonly notifiers: readonly Notifier[];
  readonly kubeOf: (cluster: string) => Promise<KubeReads>;
  /** Findings about the surroundings that no rollout tells: rights, servers, stores. */
  readonly inspect: (clusters: readonly string[]) => Promise<readonly Finding[]>;
  /** Runs of the target's workflow that are open. */
  readonly isRunning: (workflowId: string) => Promise<boolean>;
}
