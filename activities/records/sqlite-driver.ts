import { DatabaseSync } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import type { DatabaseConnection, Driver } from 'kysely';
import { whenFree } from './sqlite-busy.ts';
import { SqliteConnection } from './sqlite-connection.ts';

/**
 * SQLite waits for another's lock by blocking the whole process. So it waits only this long, then we wait without
 * blocking: the other may be a store of this very process, which could otherwise never let go.
 */
const BUSY_TIMEOUT_MILLISECONDS = 20;

const PRAGMAS = [
  // Readers do not wait for the writer, nor the writer for them.
  'pragma journal_mode = wal',
  // A report that was acknowledged survives a power cut.
  'pragma synchronous = full',
];

/** One connection to one file, lent to one borrower at a time. */
export class NodeSqliteDriver implements Driver {
  readonly #path: string;
  #database: DatabaseSync | undefined;
  #connection: SqliteConnection | undefined;
  #returned: Promise<void> = Promise.resolve();
  #giveBack: () => void = () => {};
  constructor(path: string) {
    this.#path = path;
  }

  async init(): Promise<void> {
    const database = new DatabaseSync(this.#path, { timeout: BUSY_TIMEOUT_MILLISECONDS });
    try {
      // Changing the journal's mode needs the file for itself, for a moment.
      for (const pragma of PRAGMAS) await whenFree(() => database.exec(pragma));
    } catch (error) {
      database.close();
      throw error;
    }
    this.#database = database;
    this.#connection = new SqliteConnection(database);
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#returned;
    let giveBack = () => {};
    this.#returned = new Promise((resolve) => (giveBack = resolve));
    await before;
    this.#giveBack = giveBack;
    if (!this.#connection) throw new Error(`${this.#path} is closed`);
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#giveBack();
  }

  /**
   * Takes the write lock at the beginning: a transaction that reads first and then wants to write fails at once when
   * somebody else wrote in between, and no waiting helps (https://sqlite.org/isolation.html).
   */
  beginTransaction = (connection: DatabaseConnection) => execute(connection, 'begin immediate');
  commitTransaction = (connection: DatabaseConnection) => execute(connection, 'commit');
  rollbackTransaction = (connection: DatabaseConnection) => execute(connection, 'rollback');

  async destroy(): Promise<void> {
    await this.#returned;
    this.#connection = undefined;
    this.#database?.close();
    this.#database = undefined;
  }
}

async function execute(connection: DatabaseConnection, statement: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(statement));
}
