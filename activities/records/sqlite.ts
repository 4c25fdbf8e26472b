import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { sql } from 'kysely';
import { Failure } from '../../domain/failure.ts';
import type { Backend } from './backend.ts';
import { NodeSqliteDialect } from './sqlite-dialect.ts';

/**
 * A file of this machine: `sqlite:<path>`. The folder is made, readable by its owner alone. Several processes may have
 * it open at once, on a local disk: SQLite's write-ahead log does not work over a network.
 */
export async function sqlite(url: string): Promise<Backend> {
  const path = pathOf(url);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch((cause: Error) => {
    throw new Failure('records-unreachable', `make the folder of ${path}: ${cause.message}`, { cause });
  });
  return {
    where: `sqlite:${path}`,
    dialect: new NodeSqliteDialect(path),
    schema: async () => undefined,
    async alone(connection, work) {
      await sql`begin immediate`.execute(connection);
      try {
        await work();
        await sql`commit`.execute(connection);
      } catch (error) {
        await sql`rollback`.execute(connection);
        throw error;
      }
    },
  };
}

/** Where the records are when nobody says otherwise: `$XDG_STATE_HOME`, else `~/.local/state`. */
export function defaultRecordsUrl(env: Readonly<Record<string, string | undefined>>): string {
  const state = env['XDG_STATE_HOME'] ?? '';
  // The XDG specification: a path that is not absolute is to be ignored.
  const base = isAbsolute(state) ? state : join(homedir(), '.local', 'state');
  return `sqlite:${join(base, 'tidegate', 'records.db')}`;
}

function pathOf(url: string): string {
  const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
  if (path && !path.startsWith(':')) return resolve(path);
  // `:memory:` would forget every report at the end of the process that wrote it.
  throw new Failure('bad-document', `record store ${url}: expected the path of a file, such as sqlite:./records.db`);
}
