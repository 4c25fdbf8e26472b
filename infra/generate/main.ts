import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generated } from './generated.ts';

/** `npm run generate` writes what is derived from the code; `--check` fails when it is stale. */
const root = join(import.meta.dirname, '..', '..');
const check = process.argv.includes('--check');
const stale: string[] = [];

for (const [path, text] of Object.entries(generated())) {
  const file = join(root, path);
  if (current(file) === text) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

if (stale.length > 0) console.log(`${check ? 'stale' : 'written'}: ${stale.join(', ')}`);
if (check && stale.length > 0) process.exitCode = 1;

function current(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
