import { checkName } from '../../domain/checks/check.ts';
import type { Check } from '../../domain/checks/check.ts';
import { verdictOf } from '../../domain/verdict.ts';
import type { Measurement, Verdict } from '../../domain/verdict.ts';
import { ask } from './index.ts';
import type { CheckContext } from './port.ts';

/**
 * Asks all checks at once and waits for every one: none hides another (S0-076, D0-20). What a check throws, and what
 * it has not answered when the signal aborts, is an inconclusive measurement under its name, never a pass (D0-21).
 * Does not throw.
 */
export async function askAll(
  checks: readonly Check[],
  context: Omit<CheckContext, 'signal'>,
  signal: AbortSignal,
): Promise<Verdict> {
  const answers = await Promise.all(checks.map((check) => answerOf(check, { ...context, signal })));
  return verdictOf(answers.flat());
}

async function answerOf(check: Check, context: CheckContext): Promise<readonly Measurement[]> {
  const unknown = (detail: string): Measurement => ({ check: checkName(check), verdict: 'inconclusive', detail });
  try {
    const measurements = await beforeAbort(ask(check, context), context.signal);
    if (measurements.length === 0) return [unknown('the check measured nothing')];
    return measurements.map((measurement) => (check.onFail === 'warn' ? softened(measurement) : measurement));
  } catch (error) {
    return [unknown(error instanceof Error ? error.message : String(error))];
  }
}

/** `onFail: warn` forgives a failure, not ignorance: what is not known stays inconclusive (D0-37, D0-38). */
const softened = (measurement: Measurement): Measurement =>
  measurement.verdict === 'fail' ? { ...measurement, verdict: 'warn' } : measurement;

/** A check that ignores the signal must not hold up the gate. */
function beforeAbort<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('stopped before it had answered'));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
