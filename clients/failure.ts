/** What can go wrong between a client and Temporal, and whether it means that we were refused. */
export const CLIENT_FAILURES = {
  unreachable: { refused: false, means: 'Temporal did not answer.' },
  'no-worker': { refused: false, means: 'No worker listens, so nobody can answer.' },
  'no-answer': { refused: false, means: 'A worker listens but did not answer in time.' },
  'no-rollout': { refused: false, means: 'Temporal knows no rollout of that target.' },
  'not-running': { refused: true, means: 'The rollout has ended; it takes no commands any more.' },
  'already-running': { refused: true, means: 'Another rollout holds the target.' },
  refused: { refused: true, means: 'The request cannot be carried out as it is; nothing was touched.' },
  broken: { refused: false, means: 'The server or a workflow failed in an unexpected way.' },
} as const satisfies Record<string, { refused: boolean; means: string }>;
export type ClientFailureCode = keyof typeof CLIENT_FAILURES;

/** What the facade throws: what was seen, and what the user can do about it. */
export class ClientFailure extends Error {
  override readonly name = 'ClientFailure';
  readonly code: ClientFailureCode;
  readonly remedy: string | undefined;
  constructor(code: ClientFailureCode, message: string, options: ErrorOptions & { readonly remedy?: string } = {}) {
    super(message, options);
    this.code = code;
    this.remedy = options.remedy;
  }
}
