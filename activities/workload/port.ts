import type { Replace } from '../../domain/plan.ts';
import type { Origin, PodSeen, Snapshot } from '../../domain/snapshot.ts';
import type { Target } from '../../domain/target.ts';

/** Whose hand is on a target. Every write tests it on the very object it changes. */
export interface Lock {
  readonly rollout: string;
  /** Raised by the brake: what was started under a lower epoch can no longer write. */
  readonly epoch: number;
}

/** What every effect needs to know of the rollout it belongs to. */
export interface Ticket {
  readonly target: Target;
  readonly lock: Lock;
  /** Uid of the workload; another object under the same name is not ours. */
  readonly uid: string;
  readonly clusterUid: string;
  /** Replicas when the plan was made. */
  readonly replicas: number;
  readonly container: string;
  /** The image to roll out. */
  readonly image: string;
  readonly changeCause: string;
  readonly stableHash: string;
  /** Pods there may be on top of the replicas, at most. */
  readonly surge: number;
}

/** The workload at one moment, as the checks and the stabilization see it. */
export interface Sighting {
  /** What the workload asks for now; an autoscaler may have changed it. */
  readonly replicas: number;
  /** Candidates the controllers have been told to make. */
  readonly candidatesWanted: number;
  readonly stable: readonly PodSeen[];
  readonly candidate: readonly PodSeen[];
  /** Why the workload is not as we left it: another hand, a missing object; absent when all is well. */
  readonly trouble?: string;
  /** What the controllers complain of, such as a quota that is too small. */
  readonly complaints: readonly string[];
}

export interface Revision {
  readonly revision: number;
  readonly image: string;
  readonly changeCause: string | null;
  readonly createdAt: string;
}

export type Progress = (note: string) => void;

/** One kind of workload. Every method may be called again after a crash: it reads first and does what is left. */
export interface Workload {
  /** Read only; a lock held by `rollout` itself is no obstacle. Throws Failure `target-missing`, `target-busy`, `target-unfit`, `cluster-unreachable`. */
  look(target: Target, rollout?: string): Promise<Snapshot>;
  /** Takes the lock or throws Failure `locked`; again with the same lock it is harmless. */
  lock(ticket: Ticket, origin: Origin): Promise<void>;
  /** Carries out a `replace` towards the candidate and waits until the counts are what it says. */
  replace(ticket: Ticket, action: Replace, signal: AbortSignal, progress: Progress): Promise<void>;
  /** The first write of the way back: fences older epochs and puts the old template back. Milliseconds. */
  brake(ticket: Ticket, origin: Origin): Promise<void>;
  /** The whole way back, verified by reading: only stable pods, every field of the origin restored. Keeps the lock. */
  restore(ticket: Ticket, origin: Origin, signal: AbortSignal, progress: Progress): Promise<void>;
  /** Every pod runs the candidate: puts the origin's pace back, keeps the lock. No pod is touched. */
  settle(ticket: Ticket, origin: Origin, signal: AbortSignal): Promise<void>;
  /** The pivot: nothing but the candidate is left, so lets go. Throws Failure `other-hand` when something is. */
  promote(ticket: Ticket): Promise<void>;
  /** Puts the origin's pace back without looking at pods, under a raised epoch: for a target that is given up. */
  release(ticket: Ticket, origin: Origin): Promise<void>;
  /** Lets go of the lock and of every mark; again it is harmless. */
  unlock(ticket: Ticket): Promise<void>;
  /** Calls `see` now and on every change until the signal aborts or `see` returns true. */
  watch(ticket: Ticket, signal: AbortSignal, see: (sighting: Sighting) => boolean): Promise<void>;
  /** Newest first, from the cluster itself. */
  revisions(target: Target): Promise<readonly Revision[]>;
  /** Replicas wanted and ready now. */
  count(target: Target): Promise<{ desired: number; ready: number }>;
  /** What the target itself says of the rollout that holds it; undefined when nobody does. */
  holder(target: Target): Promise<Holder | undefined>;
}

/** Read from the workload's annotations: enough to find home when everything else is lost. */
export interface Holder {
  readonly lock: Lock;
  readonly origin: Origin;
  /** The image that was being rolled out. */
  readonly image: string;
  readonly since: string;
}
