/** Finds or builds every server of the stack, so that no test waits minutes for a build inside its time limit. */
import { ensureBinaries } from './binaries.ts';
import { catalog, type BinaryName } from './catalog.ts';

const names = Object.keys(catalog) as BinaryName[]; // `keyof typeof catalog` is exactly what its keys are
await ensureBinaries(names, (line) => console.error(line));
