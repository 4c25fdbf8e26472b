import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import { StepFailed } from '../domain/verdict.ts';
import type { Desk } from './desk.ts';

/** A failed activity and a cancellation end a step; any other error is a bug and must surface as one. */
export async function orStepFailed<T>(effect: Promise<T>): Promise<T> {
  try {
    return await effect;
  } catch (error) {
    throw stepFailed(error);
  }
}

/** What a step ended with, told apart: a reason to go home, or a bug. */
export function stepFailed(error: unknown, desk?: Desk): unknown {
  if (isCancellation(error)) {
    desk?.stop('cancelled in Temporal');
    return new StepFailed(desk?.stopBecause ?? 'cancelled', { cause: error });
  }
  if (!(error instanceof ActivityFailure)) return error;
  // The brake fences the step that still runs: what it fails with then is not why the rollout stops.
  if (desk?.stopBecause !== undefined) return new StepFailed(desk.stopBecause, { cause: error });
  const cause = error.cause;
  return new StepFailed(cause?.message ?? error.message, { cause: error });
}
