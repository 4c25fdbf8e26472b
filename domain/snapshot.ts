import type { Target } from './target.ts';

/** One pod of the workload as it was seen. */
export interface PodSeen {
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  /** Ready and not being deleted. */
  readonly ready: boolean;
  readonly restarts: number;
  /** Seconds from creation to Ready; absent while not ready. */
  readonly readyAfterSeconds?: number;
  /** How well it does, 0 (worst) to 1; absent when nothing measures single pods. */
  readonly performance?: number;
  /** Share of the workload's requests it takes, 0 to 1; absent when unknown. */
  readonly trafficShare?: number;
}

/** What must be put back on the way home; taken before the first write, never changed. */
export interface Origin {
  readonly uid: string;
  /** `kube-system`'s uid: the cluster's identity. */
  readonly clusterUid: string;
  /** Raw JSON of the pod template, every field kept. */
  readonly template: object;
  readonly strategy: object;
  readonly minReadySeconds: number | null;
  readonly progressDeadlineSeconds: number | null;
  readonly paused: boolean;
  readonly changeCause: string | null;
  readonly replicaSet: { readonly name: string; readonly uid: string; readonly hash: string };
  readonly image: string;
  readonly container: string;
  /** The controller's revision number. */
  readonly revision: number;
}

/** What was seen of one target when the plan was made. */
export interface Snapshot {
  readonly target: Target;
  readonly replicas: number;
  readonly pods: readonly PodSeen[];
  readonly origin: Origin;
  /** Median seconds a pod takes to become Ready; 30 when none was seen. */
  readonly readySeconds: number;
  /** What others may do to the replica count meanwhile. */
  readonly autoscaler?: { readonly name: string; readonly min: number; readonly max: number };
  /** Notes for the operator: no PDB, capacity unknown, and such. */
  readonly notices: readonly string[];
}

/** What the pace depends on; each 0 to 1 unless it says otherwise, absent when it could not be measured. */
export interface Conditions {
  /** Load of the system: 0 idle, 1 saturated. */
  readonly load?: number;
  /** Weighted relative worsening against the baseline. */
  readonly degradation?: number;
  /** Share of the error budget that is left. */
  readonly errorBudget?: number;
  readonly market?: {
    readonly volatility?: number;
    /** Trading volume ÷ average trading volume, 0 or more. */
    readonly volumeRatio?: number;
  };
}
