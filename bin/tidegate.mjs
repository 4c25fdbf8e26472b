#!/usr/bin/env node
// Starts the command line, from the bundle where there is one and from the sources where not. Plain JavaScript that
// any Node can read: the one on PATH may be too old to run TypeScript.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// A closed pipe (`tidegate status web -w | head`) is the reader's way to say enough; it must not look like success.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') process.exit(1);
    throw error;
  });

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const ours = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const bundle = new URL('../dist/tidegate.mjs', import.meta.url);
// Whoever works on the sources wants those, however old the bundle beside them is.
const bundled = existsSync(bundle) && !process.env.TIDEGATE_SOURCES;
const recent = major > 22 || (major === 22 && minor >= 18);

if (!recent && existsSync(ours)) {
  // Ctrl-C reaches both of us; the child has something to say about it, so we outlive it.
  process.on('SIGINT', () => {});
  const { status, signal, error } = spawnSync(ours, process.argv.slice(1), { stdio: 'inherit' });
  if (error) throw error;
  process.exit(signal ? 130 : (status ?? 1));
} else if (!recent) {
  console.error(`tidegate: needs Node 22.18 or later, this is ${process.versions.node}; \`npm ci\` brings one along`);
  process.exit(1);
} else {
  const { main } = await import(bundled ? bundle.href : '../clients/cli/main.ts');
  const code = await main(process.argv.slice(2));
  // A call that nobody waits for any more would keep the process alive; what was written goes out first.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
