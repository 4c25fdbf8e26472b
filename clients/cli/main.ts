import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { Rollouts } from '../rollouts.ts';
import type { ExitCode } from './exit-codes.ts';
import { failing } from './failing.ts';
import { programOf } from './program.ts';
import type { GlobalFlags, Session } from './session.ts';
import { terminalOf } from './terminal.ts';

const DEFAULTS: GlobalFlags = { output: 'table', color: 'auto' };

/** Runs one command line to its end and tells the exit code. The only place that knows the process around us. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  let flags = DEFAULTS;
  let exitCode: ExitCode = 0;
  let rollouts: Promise<Rollouts> | undefined;
  const terminal = { current: terminalOf(process, process.env, flags) };
  const session: Session = {
    get terminal() {
      return terminal.current;
    },
    stdin: process.stdin,
    user: userName(),
    interrupted: interruption(),
    rollouts: () => (rollouts ??= connectLazily(flags)),
    exit: (code) => void (exitCode = code),
  };
  const configure = (given: GlobalFlags): void => {
    flags = given;
    terminal.current = terminalOf(process, process.env, flags);
  };
  const program = programOf({ version: version(), session, configure });
  try {
    const names = program.commands.map((command) => command.name());
    await program.parseAsync(withVerb(argv, names), { from: 'user' });
    return exitCode;
  } catch (error) {
    const { code, text } = failing(error);
    if (text) terminal.current.say(text);
    return code;
  }
}

/** `tidegate IMAGE …` means `tidegate deploy IMAGE …` (S0-176); only what looks like an image, so that typos stay typos. */
export function withVerb(argv: readonly string[], names: readonly string[]): readonly string[] {
  const [first = ''] = argv;
  return !names.includes(first) && /^[a-z0-9][\w./-]*(:\d+\/[\w./-]+)?[:@]\w/i.test(first) ? ['deploy', ...argv] : argv;
}

/** Loading Temporal's client takes longer than most offline commands run. */
async function connectLazily({ address, namespace, profile }: GlobalFlags): Promise<Rollouts> {
  const { connect } = await import('../connection.ts');
  return connect({
    env: process.env,
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace }),
    ...(profile !== undefined && { profile }),
  });
}

/** The first Ctrl-C lets the command say what goes on without us; the second one, or a deaf command, ends it. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  process.on('SIGINT', () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    setTimeout(() => process.exit(130), 2_000).unref();
  });
  return controller.signal;
}

function userName(): string {
  const name = process.env['USER'] ?? process.env['LOGNAME'] ?? userInfo().username;
  return `${name}@${hostname()}`;
}

/** From package.json beside the sources or the bundle. */
function version(): string {
  for (const place of ['../../package.json', '../package.json']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      if (isOurs(manifest)) return manifest.version;
    } catch {
      // The other place has it.
    }
  }
  return 'unknown';
}

const isOurs = (manifest: unknown): manifest is { version: string } =>
  typeof manifest === 'object' &&
  manifest !== null &&
  'name' in manifest &&
  manifest.name === 'tidegate' &&
  'version' in manifest &&
  typeof manifest.version === 'string';
