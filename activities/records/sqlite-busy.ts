import { setTimeout } from 'node:timers/promises';

const PATIENCE_MILLISECONDS = 10_000;
const PAUSE_MILLISECONDS = 10;

/**
 * Tries one statement until nobody else holds the file, for ten seconds at most. A statement that SQLite answers with
 * "busy" has done nothing, so that it can be tried again.
 */
export async function whenFree<T>(statement: () => T): Promise<T> {
  for (const began = performance.now(); ; await setTimeout(PAUSE_MILLISECONDS)) {
    try {
      return statement();
    } catch (error) {
      if (!isBusy(error) || performance.now() - began > PATIENCE_MILLISECONDS) throw error;
    }
  }
}

/** SQLite's primary result code (https://sqlite.org/rescode.html); undefined for any other error. */
export function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

const [BUSY, LOCKED] = [5, 6];

function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === BUSY || code === LOCKED;
}
