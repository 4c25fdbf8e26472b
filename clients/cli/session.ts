import type { Rollouts } from '../rollouts.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** Flags that every command takes. */
export interface GlobalFlags {
  readonly address?: string;
  readonly namespace?: string;
  readonly profile?: string;
  readonly output: 'table' | 'json' | 'yaml' | 'name';
  readonly color: 'auto' | 'always' | 'never';
}

/** All that commands know of the world around them; tests make their own. */
export interface Session {
  readonly terminal: Terminal;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Who gives the commands, unless `--by` says otherwise. */
  readonly user: string;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** Connects on first use, so that offline commands start fast and need nothing. */
  rollouts(): Promise<Rollouts>;
  /** Says how the process ends. */
  exit(code: ExitCode): void;
}

/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
