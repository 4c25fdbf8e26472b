import type { CheckOf, Check, GateName } from '../../domain/checks/check.ts';
import type { Rules } from '../../domain/plan.ts';
import type { Target } from '../../domain/target.ts';
import type { Measurement } from '../../domain/verdict.ts';
import type { MetricReader } from '../metrics/port.ts';
import type { OutboundPolicy } from '../outbound.ts';
import type { Registry } from '../registry/port.ts';
import type { Sighting } from '../workload/port.ts';

/** Raw reads of the API server, by path. Both throw a Failure when it does not answer or refuses. */
export interface KubeReads {
  /** One object, such as `/apis/apps/v1/namespaces/prod/deployments/web`. */
  get(path: string, signal: AbortSignal): Promise<unknown>;
  /** All items of a list, every page of it, such as `/api/v1/nodes`. */
  list(path: string, signal: AbortSignal): Promise<{ readonly items: readonly unknown[] }>;
}

/** All that a check may look at. */
export interface CheckContext {
  /** `preDeployment` asks about the pods that run now, every other gate about the candidate. */
  readonly gate: GateName;
  readonly rules: Pick<Rules, 'metrics' | 'baseline'>;
  readonly target: Target;
  /** The image to roll out. */
  readonly image: string;
  /** Pods that may exist on top of the replicas at once: what quota and nodes must have room for. */
  readonly surge: number;
  readonly sighting: Sighting;
  readonly metrics: Pick<MetricReader, 'read'>;
  readonly kube: KubeReads;
  readonly registry: Registry;
  readonly signal: AbortSignal;
  /** @default ALLOW_ALL */
  readonly outboundPolicy?: OutboundPolicy;
}

/**
 * Asks one kind of check. May throw: the caller makes an inconclusive measurement of it. Answers with at least one
 * measurement; none at all is taken as inconclusive.
 */
export type Ask<K extends Check['kind']> = (
  check: CheckOf<K>,
  context: CheckContext,
) => Promise<readonly Measurement[]>;
