import { isGrpcServiceError, QueryNotRegisteredError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { FAILURES } from '../domain/failure.ts';
import type { FailureCode } from '../domain/failure.ts';
import { ClientFailure } from './failure.ts';

/** gRPC status codes, https://grpc.io/docs/guides/status-codes/. */
const GRPC: Readonly<Record<'deadlineExceeded' | 'notFound' | 'unavailable', number>> = {
  deadlineExceeded: 4,
  notFound: 5,
  unavailable: 14,
};

/** What a failed call means to a user; `what` says what was being done to which object. */
export function clientFailure(cause: unknown, what: string): ClientFailure {
  if (cause instanceof ClientFailure) return cause;
  const chain = causesOf(cause);
  const application = chain.findLast((error) => error instanceof ApplicationFailure);
  if (application) return ofApplication(application, cause, what);
  if (cause instanceof QueryNotRegisteredError)
    return new ClientFailure('no-answer', `${what}: not ready yet`, { cause });
  const code: number | undefined = chain.find(isGrpcServiceError)?.code;
  if (cause instanceof WorkflowNotFoundError || code === GRPC.notFound)
    return new ClientFailure('no-rollout', `${what}: Temporal knows nothing of it`, { cause });
  if (code === GRPC.unavailable)
    return new ClientFailure('unreachable', `${what}: Temporal stopped answering`, { cause });
  if (code === GRPC.deadlineExceeded) return new ClientFailure('no-answer', `${what}: no answer in time`, { cause });
  return new ClientFailure('broken', `${what}: ${chain.at(-1)?.message ?? String(cause)}`, { cause });
}

/** The target's lock is held; `holder` is the run that holds it, if it could be read. */
export function alreadyRunning(
  target: string,
  holder: WorkflowExecutionDescription | undefined,
  cause: unknown,
): ClientFailure {
  const { rollout = 'unknown', image = 'unknown', requestedBy = 'unknown' } = holder?.memo ?? {};
  const since = holder?.startTime.toISOString() ?? 'unknown';
  const seen = `rollout ${String(rollout)} to ${String(image)} by ${String(requestedBy)}, since ${since}`;
  const remedy = `Follow it with \`tidegate status ${target} -w\`, or take it home with \`tidegate abort ${target} --why …\`.`;
  return new ClientFailure('already-running', `${target} is being rolled out: ${seen}`, { cause, remedy });
}

/** A closed code of an adapter, or the word of a validator: the request was looked at and refused. */
function ofApplication(failure: ApplicationFailure, cause: unknown, what: string): ClientFailure {
  const code = failure.type ?? '';
  const entry = isFailureCode(code) ? FAILURES[code] : undefined;
  const refused = cause instanceof WorkflowUpdateFailedError || entry?.retry === false;
  const options = { cause, ...(entry && { remedy: entry.means }) };
  return new ClientFailure(refused ? 'refused' : 'broken', `${what}: ${failure.message}`, options);
}

const isFailureCode = (code: string): code is FailureCode => Object.hasOwn(FAILURES, code);

/** The error and all that it was caused by, outermost first. */
function causesOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let next = error; next instanceof Error && chain.length < 20; next = next.cause) chain.push(next);
  return chain;
}
