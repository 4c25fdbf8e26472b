import { CommanderError } from 'commander';
import { CLIENT_FAILURES, ClientFailure } from '../failure.ts';
import { DocumentRefused, DocumentUnreadable } from '../documents/problem.ts';
import type { ExitCode } from './exit-codes.ts';
import { harmlessLines } from './harmless.ts';
import { UsageError } from './session.ts';

/** What a person is told about an error, and the exit code that goes with it. */
export interface Failing {
  readonly code: ExitCode;
  /** Empty when it has been said already. */
  readonly text: string;
}

/** Every error a command can end with; what is none of ours is a bug and shows where it was thrown. */
export function failing(error: unknown): Failing {
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 64, text: '' };
  if (error instanceof UsageError) return { code: 64, text: said(error.message) };
  if (error instanceof DocumentUnreadable) return { code: 64, text: said(error.message) };
  if (error instanceof DocumentRefused) {
    const { length } = error.problems;
    return {
      code: 5,
      text: harmlessLines(`${error.message}\n${length} problem${length > 1 ? 's' : ''}; nothing was touched.`),
    };
  }
  if (error instanceof ClientFailure)
    return { code: CLIENT_FAILURES[error.code].refused ? 5 : 1, text: said(error.message, error.remedy) };
  return { code: 1, text: said(error instanceof Error ? (error.stack ?? error.message) : String(error)) };
}

const said = (message: string, remedy?: string): string =>
  harmlessLines(`tidegate: ${message}${remedy === undefined ? '' : `\n${remedy}`}`);
