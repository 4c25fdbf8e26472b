import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'tidegate');

/**
 * The workflows as one file, made once for each state of their sources: bundling takes seconds, and a worker that
 * starts after a crash must not.
 */
export async function workflowBundle(): Promise<{ codePath: string }> {
  const codePath = join(CACHE, `workflows-${await digestOfSources()}.js`);
  if (!existsSync(codePath)) {
    const { code } = await bundleWorkflowCode({ workflowsPath: join(ROOT, 'workflows', 'index.ts') });
    await mkdir(CACHE, { recursive: true });
    const unfinished = `${codePath}.${process.pid}`;
    await writeFile(unfinished, code);
    await rename(unfinished, codePath); // two workers may bundle at once: each sees a whole file
  }
  return { codePath };
}

async function digestOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['workflows', 'domain']) {
    const names = await readdir(join(ROOT, folder), { recursive: true });
    for (const name of names.filter((n) => n.endsWith('.ts')).sort())
      hash.update(name).update(await readFile(join(ROOT, folder, name)));
  }
  return hash
    .update(await readFile(join(ROOT, 'package-lock.json')))
    .digest('hex')
    .slice(0, 16);
}
