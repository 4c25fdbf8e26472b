import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Dialect, Kysely } from 'kysely';
import { NodeSqliteDriver } from './sqlite-driver.ts';

/** Kysely over Node's own SQLite. Kysely's `SqliteDialect` wants better-sqlite3, which is compiled at installation. */
export class NodeSqliteDialect implements Dialect {
  readonly #path: string;
  constructor(path: string) {
    this.#path = path;
  }

  createDriver = () => new NodeSqliteDriver(this.#path);
  createAdapter = () => new SqliteAdapter();
  createQueryCompiler = () => new SqliteQueryCompiler();
  createIntrospector = (db: Kysely<unknown>) => new SqliteIntrospector(db);
}
