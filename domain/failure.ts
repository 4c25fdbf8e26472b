/**
 * Everything that can go wrong in an adapter, and whether trying again can help. One table: retry policy is a property
 * of the code, not of the place that throws it.
 */
export const FAILURES = {
  'cluster-unreachable': { retry: true, means: 'The API server did not answer, or not in time.' },
  'cluster-refused': { retry: false, means: 'The API server refused: a missing right or an admission policy.' },
  'cluster-foreign': { retry: false, means: 'The cluster behind the name is not the one the plan was made for.' },
  'target-missing': { retry: false, means: 'The workload does not exist, or was deleted and made again.' },
  'target-busy': { retry: false, means: 'The workload is already rolling, by somebody else.' },
  'target-unfit': { retry: false, means: 'The workload cannot be replaced pod by pod as it is.' },
  locked: { retry: false, means: 'Another rollout holds the target.' },
  fenced: { retry: false, means: 'This hand lost the lock: a later epoch holds it.' },
  'other-hand': { retry: false, means: 'Somebody else changed the workload during the rollout.' },
  'write-conflict': { retry: true, means: 'The object changed between reading and writing; read again.' },
  'not-ready-in-time': { retry: false, means: 'Pods did not become ready within the time the plan gives.' },
  'bad-document': { retry: false, means: 'The document cannot be carried out.' },
  'plan-unsafe': { retry: false, means: 'The plan breaks a rule that every plan must keep.' },
  'records-unreachable': { retry: true, means: 'The record store did not answer.' },
  'delivery-failed': { retry: true, means: 'A notification could not be delivered.' },
} as const satisfies Record<string, { retry: boolean; means: string }>;
export type FailureCode = keyof typeof FAILURES;

/** What adapters throw: a code from the closed table, the object's name in the message, the cause. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export const isFailure = (error: unknown, ...codes: readonly FailureCode[]): error is Failure =>
  error instanceof Failure && (codes.length === 0 || codes.includes(error.code));
