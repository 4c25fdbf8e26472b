import { setTimeout } from 'node:timers/promises';
import { FAILURES, Failure } from '../../domain/failure.ts';
import type { Message, Notifier } from './port.ts';

export type Delivery =
  { readonly name: string; readonly ok: true } | { readonly name: string; readonly ok: false; readonly error: string };

/** Pauses before the second and third attempt: with the caps of the notifiers it all ends within a minute. */
const PAUSES_MS: readonly number[] = [1_000, 4_000];

/**
 * Sends a message to all notifiers at once, each a few times if need be. Never throws, and ends at once when cancelled:
 * how a rollout ended does not depend on who could be told.
 */
export function deliver(
  notifiers: readonly Notifier[],
  message: Message,
  signal: AbortSignal,
  pausesMs = PAUSES_MS,
): Promise<readonly Delivery[]> {
  return Promise.all(notifiers.map((notifier) => delivered(notifier, message, signal, pausesMs)));
}

async function delivered(
  notifier: Notifier,
  message: Message,
  signal: AbortSignal,
  [pause, ...later]: readonly number[],
): Promise<Delivery> {
  const { name } = notifier;
  try {
    await unlessAborted(() => notifier.send(message, signal), signal);
    return { name, ok: true };
  } catch (error) {
    if (signal.aborted) return { name, ok: false, error: 'cancelled' };
    if (pause === undefined || !canHelp(error)) return { name, ok: false, error: messageOf(error) };
  }
  // An abort during the pause is told by the next attempt, which ends at once.
  await setTimeout(pause, undefined, { signal }).catch(() => {});
  return delivered(notifier, message, signal, later);
}

/** The work, or its abort, whichever comes first: a notifier that does not listen to the signal holds up nothing. */
async function unlessAborted(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const canHelp = (error: unknown): boolean => error instanceof Failure && FAILURES[error.code].retry;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
