import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { here } from '../paths.ts';
import { reaper } from '../reaper.ts';
import { run } from '../run.ts';

const ROOT = join(here, '..', '..');
const CLI = join(ROOT, 'bin', 'tidegate.mjs');

/** Runs `tidegate` as a user would, against one stack. */
export interface Tidegate {
  /** Prints the command, then whatever it prints, live. Resolves with its exit code. */
  show(...args: readonly string[]): Promise<number>;
  /** Prints the command with `| head -<lines>`, and so many lines of what it answers. */
  excerpt(lines: number, ...args: readonly string[]): Promise<void>;
}

/** The command line of this checkout; a bundle beside it may be older. Whatever runs ends with `signal`. */
export function tidegateOf(
  environment: NodeJS.ProcessEnv,
  print: (line: string) => void,
  signal: AbortSignal,
): Tidegate {
  const env = { ...environment, TIDEGATE_SOURCES: '1' };
  const show: Tidegate['show'] = async (...args) => {
    print(`$ tidegate ${args.join(' ')}`);
    signal.throwIfAborted();
    // A session of its own: Ctrl-C reaches us alone. To the command it would mean "stop watching, let it go on".
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: ROOT,
      env,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      signal,
      killSignal: 'SIGKILL',
    });
    if (child.pid !== undefined) reaper.watch(child.pid);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (child.pid !== undefined) reaper.forget(child.pid);
    return code ?? 1;
  };
  const excerpt: Tidegate['excerpt'] = async (lines, ...args) => {
    print(`$ tidegate ${args.join(' ')} | head -${lines}`);
    const text = await run(process.execPath, [CLI, ...args], { cwd: ROOT, env });
    print(text.trimEnd().split('\n').slice(0, lines).join('\n'));
  };
  return { show, excerpt };
}
