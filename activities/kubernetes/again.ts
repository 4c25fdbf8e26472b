import { isFailure } from '../../domain/failure.ts';

const ATTEMPTS = 5;

/**
 * Reads and writes anew while another writer is faster. `body` must begin by reading, so that each attempt decides on
 * what is there now. Throws the last Failure `write-conflict` when it never wins.
 */
export async function readingAgain<T>(body: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await body();
    } catch (error) {
      if (!isFailure(error, 'write-conflict') || attempt === ATTEMPTS) throw error;
    }
  }
}
