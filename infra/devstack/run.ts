import { execFile } from 'node:child_process';

/** Prints a line to whoever started the stack. */
export type Say = (line: string) => void;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs?: number;
  readonly input?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** Runs a command to its end and returns what it printed on stdout. Throws with what it printed on stderr. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { env, timeoutMs = 0, input, ...rest } = options;
  return new Promise((resolve, reject) => {
    const settings = { ...rest, env: env ?? process.env, timeout: timeoutMs, maxBuffer: 64 << 20 };
    const child = execFile(command, [...args], settings, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const printed = (stderr.trim() || stdout.trim() || error.message).split('\n').slice(-25).join('\n');
      reject(new Error(`${command} ${args.slice(0, 4).join(' ')} failed: ${printed}`, { cause: error }));
    });
    child.stdin?.on('error', () => {}); // the command may end before it has read all: its exit code says what happened
    child.stdin?.end(input ?? '');
  });
}

/** Elapsed time since `start` (milliseconds of `performance.now()`) as `1.2 s` or `3 min 20 s`. */
export function elapsed(start: number): string {
  const seconds = (performance.now() - start) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Ends a script of this folder: whoever runs it wants the reason, not where in our sources it was found. */
export function failed(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
