import { Failure } from '../../domain/failure.ts';
import { resultCode } from './sqlite-busy.ts';

/** What a query threw, made a Failure `records-unreachable` where trying again, or an operator, can help. */
export function explained(doing: string, where: string, error: unknown): unknown {
  if (!(error instanceof Error) || !isConnectionTrouble(error)) return error;
  // Node joins the errors of several addresses to one without a message.
  const seen = error.message || codeOf(error) || error.name;
  return new Failure('records-unreachable', `${doing}: ${where}: ${seen}`, { cause: error });
}

/** SQLite: busy, locked, read-only, I/O error, disk full, cannot open. */
const SQLITE_TROUBLE = new Set([5, 6, 8, 10, 13, 14]);

/**
 * PostgreSQL: connection, not let in, no such database, no resources, taken by others, stopped by an operator or by
 * the timeout (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
const POSTGRES_TROUBLE = /^(08|28|3D|53|55|57)[0-9A-Z]/;

const SOCKET_TROUBLE = /^(ECONN|EAI_|ENOTFOUND|ENOENT|ETIMEDOUT|EPIPE|EHOST|ENET)/;

/** Where the `pg` driver gives no code. */
const DRIVER_TROUBLE =
  /connection terminated|connection error|timeout exceeded|query read timeout|server does not support SSL/i;

function isConnectionTrouble(error: Error): boolean {
  const sqlite = resultCode(error);
  if (sqlite !== undefined) return SQLITE_TROUBLE.has(sqlite);
  const code = codeOf(error);
  return POSTGRES_TROUBLE.test(code) || SOCKET_TROUBLE.test(code) || DRIVER_TROUBLE.test(error.message);
}

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');
