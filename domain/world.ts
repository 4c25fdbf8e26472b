import type { Action, Replace } from './plan.ts';
import { assertNever } from './scalars.ts';

/** A workload small enough to reason about: the meaning of every action, without a cluster. */
export interface World {
  readonly replicas: number;
  readonly stable: number;
  readonly candidate: number;
  readonly promoted: boolean;
}

export const before = (replicas: number): World => ({ replicas, stable: replicas, candidate: 0, promoted: false });

export function apply(world: World, action: Action): World {
  switch (action.op) {
    case 'replace':
      return { ...world, stable: action.stable, candidate: action.candidate };
    case 'promote':
      return { ...world, promoted: true };
    default:
      return assertNever(action);
  }
}

/** Pods that serve at the worst moment of a replace: what leaves has left, what comes is not there yet. */
export const servingDuring = (world: World, { stable, candidate }: Replace): number =>
  Math.min(world.stable, stable) + Math.min(world.candidate, candidate);
