import { PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { Failure } from '../../domain/failure.ts';
import type { Backend } from './backend.ts';

/** Any number that nobody else in the database uses: "tidega" in ASCII. */
const MIGRATION_LOCK = 0x74_69_64_65_67_61n;

/** A database of a PostgreSQL server; the tables go where its `search_path` begins. */
export async function postgres(url: string): Promise<Backend> {
  const where = withoutSecrets(url);
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'tidegate',
    max: 5,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
    // Also when the server, or the way to it, has gone silent and cannot end the statement itself.
    query_timeout: 15_000,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => {});
  return {
    where,
    dialect: new PostgresDialect({ pool }),
    async schema(connection) {
      const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(connection);
      return rows[0]?.schema ?? undefined;
    },
    async alone(connection, work) {
      await sql`select pg_advisory_lock(${MIGRATION_LOCK})`.execute(connection);
      try {
        await work();
      } finally {
        await sql`select pg_advisory_unlock(${MIGRATION_LOCK})`.execute(connection);
      }
    },
  };
}

function withoutSecrets(url: string): string {
  // The error of `new URL` carries the whole text, password included: it must not become a cause.
  if (!URL.canParse(url))
    throw new Failure('bad-document', 'record store: expected postgres://user@host:5432/database');
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}
