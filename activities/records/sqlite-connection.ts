import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { whenFree } from './sqlite-busy.ts';

/** Runs Kysely's queries on Node's SQLite. */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return whenFree(() => this.#run<Row>(query));
  }

  /** All rows at once: Node's iterator would hold the file while its reader dawdles. */
  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query);
  }

  #run<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    const statement = this.#database.prepare(sql);
    // Kysely hands on what the queries give, and the tables hold text and numbers only; SQLite refuses all else.
    const values = parameters as readonly SQLInputValue[];
    // What a row looks like is known to the query alone.
    if (statement.columns().length > 0) return { rows: statement.all(...values) as Row[] };
    const { changes } = statement.run(...values);
    return { numAffectedRows: BigInt(changes), rows: [] };
  }
}
