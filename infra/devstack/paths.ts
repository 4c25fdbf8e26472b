import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of this file: module files, stages and helper scripts lie beside it. */
export const here = import.meta.dirname;

/** Where built servers are kept: per user, never in the repository, shared by all checkouts. */
export const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tidegate', 'devstack');

/** Where a stack that was left running keeps its data and its state file. */
export const stateFolder = (): string =>
  join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'tidegate');
