import { ApplicationFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { Failure, FAILURES } from '../domain/failure.ts';

/**
 * The one place where an adapter's Failure becomes Temporal's: its code is the type, and the table says whether trying
 * again can help.
 */
export class FailureInterceptor implements ActivityInboundCallsInterceptor {
  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw ApplicationFailure.create({
        message: error.message,
        type: error.code,
        nonRetryable: !FAILURES[error.code].retry,
        cause: error,
      });
    }
  }
}
