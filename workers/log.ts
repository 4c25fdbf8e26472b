import { DefaultLogger } from '@temporalio/worker';
import type { LogLevel, Logger } from '@temporalio/worker';
import { pino } from 'pino';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** One JSON line for everything that the worker, its workflows and its activities say, with the ids of the rollout. */
export function jsonLogger(level: LogLevel): Logger {
  const log = pino({
    level: LEVELS[level],
    base: null,
    redact: ['token', '*.token', 'password', '*.password', 'taskToken'],
  });
  return new DefaultLogger(level, ({ level: severity, message, meta }) => log[LEVELS[severity]](meta ?? {}, message));
}
