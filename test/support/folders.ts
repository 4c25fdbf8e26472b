import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A new folder of this test run; removed at its end. */
export async function temporaryFolder(what: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `tidegate-${what}-`));
  made.push(folder);
  return folder;
}

/** Removes every folder that was made. `KEEP_TEST_DATA=1` leaves them, to look at logs. */
export async function removeTemporaryFolders(): Promise<void> {
  const folders = made.splice(0);
  if (process.env['KEEP_TEST_DATA']) return console.error(`kept: ${folders.join(' ')}`);
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
}
