import { removeTemporaryFolders } from './folders.ts';
import { stopTestServers } from './stack.ts';

/** Runs once after all tests of a run, also when some failed. */
export async function mochaGlobalTeardown(): Promise<void> {
  await stopTestServers();
  await removeTemporaryFolders();
}
