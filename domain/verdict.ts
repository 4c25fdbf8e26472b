/** One thing that was measured, and what it was held against. Evidence: it is stored with every verdict. */
export interface Measurement {
  /** Name of the check. */
  readonly check: string;
  /** What was seen, in the unit of the metric; absent when nothing usable was. */
  readonly value?: number | undefined;
  /** The limit in words, such as `at most 1.2 × baseline (0.24 s)`. */
  readonly limit?: string | undefined;
  readonly verdict: 'pass' | 'fail' | 'inconclusive' | 'warn';
  /** One sentence: what was seen, of what, and what was expected. */
  readonly detail: string;
  /** The failure is of the hour, not a fault: the same rollout may pass later. */
  readonly postpone?: boolean;
}

/** What the evidence says. `inconclusive` is never rounded to a pass. */
export type Verdict =
  | { readonly is: 'pass'; readonly evidence: readonly Measurement[] }
  | {
      readonly is: 'fail';
      readonly because: string;
      readonly evidence: readonly Measurement[];
      /** Every failure is of the hour. */
      readonly postpone?: boolean;
    }
  | { readonly is: 'inconclusive'; readonly because: string; readonly evidence: readonly Measurement[] };

/** How a rollout ended; every ending but `promoted` says why. */
export type Outcome =
  | { readonly is: 'promoted' }
  | { readonly is: 'rolled-back'; readonly because: string }
  /** The pivot had begun and could not be finished; the candidate serves, a person has to look. */
  | { readonly is: 'halted'; readonly because: string }
  /** The way back could not be finished; `left` is what is still to do. */
  | { readonly is: 'stranded'; readonly because: string; readonly left: readonly string[] }
  /** Nothing was touched: the rollout may be asked for again later. */
  | { readonly is: 'postponed'; readonly because: string }
  /** Nothing was touched: the request cannot be carried out as it is. */
  | { readonly is: 'refused'; readonly because: string };

export const because = (outcome: Outcome): string => ('because' in outcome ? outcome.because : 'every step passed');

/**
 * One verdict of many measurements: a failure outweighs the unknown, the unknown outweighs a pass.
 * All failures and all unknowns are named. No measurement at all is inconclusive.
 */
export function verdictOf(evidence: readonly Measurement[]): Verdict {
  const named = (verdict: Measurement['verdict']) =>
    evidence.filter((m) => m.verdict === verdict).map((m) => `${m.check}: ${m.detail}`);
  const [failed, unknown] = [named('fail'), named('inconclusive')];
  const unknownText = unknown.length > 0 ? `not known: ${unknown.join('; ')}` : '';
  if (failed.length > 0) {
    const postpone = evidence.every((m) => m.verdict !== 'fail' || m.postpone === true);
    const because = [failed.join('; '), unknownText].filter(Boolean).join('; ');
    return { is: 'fail', because, evidence, ...(postpone && { postpone }) };
  }
  if (unknown.length > 0) return { is: 'inconclusive', because: unknownText, evidence };
  if (evidence.length === 0) return { is: 'inconclusive', because: 'nothing was measured', evidence };
  return { is: 'pass', evidence };
}

/** An effect that failed for good, after its retries. Anything else that is thrown is a bug. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}
