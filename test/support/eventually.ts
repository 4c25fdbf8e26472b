import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks until the answer holds, and returns it. For states that servers reach by themselves and no event tells of.
 * Throws with the last answer when it does not hold within the time, 30 s by default.
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  withinMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (let last: unknown; ; await delay(100)) {
    try {
      const answer = await ask();
      if (holds(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error instanceof Error ? error.message : error;
    }
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms; last: ${shown(last)}`);
  }
}

/** Whole Kubernetes objects would bury the message. */
const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 600);
