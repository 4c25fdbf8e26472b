import { countOf } from './scalars.ts';
import type { PodShare } from './scalars.ts';

/** How many pods move at once, and how: made first (surge) or removed first (unavailable). */
export interface Batch {
  readonly surge: number;
  readonly unavailable: number;
}

export interface Limits {
  readonly maxSurge: PodShare;
  readonly maxUnavailable: PodShare;
}

/**
 * The batch a strategy gets of `wanted` pods: never more than the limits allow, surge before unavailability, so that
 * capacity is given up only where the limits leave no room to add first. At least one pod moves unless both limits
 * round to zero, which gives an empty batch that `checkPlan` refuses.
 */
export function boundedBatch(wanted: number, replicas: number, { maxSurge, maxUnavailable }: Limits): Batch {
  const size = Math.max(1, Math.min(wanted, replicas));
  const surge = Math.min(size, countOf(maxSurge, replicas, 'up'));
  const unavailable = Math.min(size - surge, countOf(maxUnavailable, replicas, 'down'), replicas);
  return { surge, unavailable };
}

export const sizeOf = ({ surge, unavailable }: Batch): number => surge + unavailable;

/** Candidates there are once the stable side is down to `stable`: the controller fills up to replicas + surge. */
export const candidatesBeside = (stable: number, replicas: number, { surge }: Batch): number =>
  Math.max(0, Math.min(replicas, replicas + surge - stable));

/**
 * The stable counts a rollout passes through, from the first candidates to none left. Each is entered when the
 * candidates of the one before have been judged. Empty when the batch is empty.
 */
export function descent(replicas: number, batch: Batch): readonly number[] {
  const size = sizeOf(batch);
  if (size < 1) return [];
  const counts = [replicas - batch.unavailable];
  for (let last = counts[0] ?? 0; last > 0;) {
    last = Math.max(0, last - size);
    counts.push(last);
  }
  return counts;
}
