import pc from 'picocolors';
import { harmlessText } from './harmless.ts';
import type { GlobalFlags } from './session.ts';

export type Colors = ReturnType<typeof pc.createColors>;

/** Where a command speaks: data to standard output, talk to standard error. */
export interface Terminal {
  readonly output: GlobalFlags['output'];
  readonly colors: Colors;
  /** A person watches standard output, so that it may be redrawn. */
  readonly live: boolean;
  readonly columns: number;
  readonly rows: number;
  out(text: string): void;
  say(text: string): void;
}

export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

type Env = Readonly<Record<string, string | undefined>>;

export function terminalOf(
  { stdout, stderr }: Streams,
  env: Env,
  { output, color }: Pick<GlobalFlags, 'output' | 'color'>,
): Terminal {
  const dumb = env['TERM'] === 'dumb';
  return {
    output,
    colors: pc.createColors(wantsColor(color, env, stdout.isTTY === true && !dumb)),
    live: stdout.isTTY === true && !dumb && !env['CI'] && output === 'table',
    columns: stdout.columns ?? 100,
    rows: stdout.rows ?? 40,
    out: (text) => void stdout.write(`${text}\n`),
    say: (text) => void stderr.write(`${text}\n`),
  };
}

/** https://no-color.org and https://force-color.org: the flag outranks both. */
function wantsColor(flag: GlobalFlags['color'], env: Env, terminal: boolean): boolean {
  if (flag !== 'auto') return flag === 'always';
  if (env['NO_COLOR']) return false;
  return env['FORCE_COLOR'] ? env['FORCE_COLOR'] !== '0' : terminal;
}

/** One result, in each form that `-o` offers. */
export interface Printable {
  /** Kind of the JSON and YAML forms, such as `RolloutStatus`. */
  readonly kind: string;
  readonly data: unknown;
  readonly names: readonly string[];
  readonly table: () => string;
}

/** Prints one result as `-o` says. */
export async function print(terminal: Terminal, { kind, data, names, table }: Printable): Promise<void> {
  const body = Array.isArray(data) ? { items: data } : data;
  const document = { apiVersion: 'tidegate.dev/v1', kind, ...(body as object) };
  switch (terminal.output) {
    case 'table':
      return terminal.out(table());
    case 'name':
      return names.forEach((name) => terminal.out(harmlessText(name)));
    case 'json':
      return terminal.out(escaped(JSON.stringify(document, null, 2)));
    case 'yaml': {
      const { stringify } = await import('yaml');
      return terminal.out(stringify(document, { version: '1.2', aliasDuplicateObjects: false }).trimEnd());
    }
  }
}

/** JSON leaves some characters alone that move or hide text on a terminal. */
const escaped = (json: string): string =>
  json.replace(
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
