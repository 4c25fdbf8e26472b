import { readFile } from 'node:fs/promises';
import { RolloutDocument } from '../../domain/rollout.ts';
import type { RolloutInput } from '../../domain/rollout.ts';
import { explain } from './explain.ts';
import { locate } from './locate.ts';
import { parseYaml } from './parse-yaml.ts';
import { DocumentRefused, DocumentUnreadable } from './problem.ts';
import type { Problem } from './problem.ts';
import { danglingNames } from './references.ts';

/** A document that passed: as the user wrote it, and with every default filled in. */
export interface ReadDocument {
  readonly file: string;
  readonly input: RolloutInput;
  readonly parsed: RolloutDocument;
}

/** A rollout fits in a few kilobytes; more is a mistake or an attack. */
export const LARGEST_BYTES = 1024 * 1024;

/**
 * Reads a rollout from a file, or from standard input for `-`.
 * Throws {@link DocumentRefused} with every problem, {@link DocumentUnreadable} when there is nothing to judge.
 */
export async function readDocument(
  path: string,
  stdin: AsyncIterable<Uint8Array> = process.stdin,
): Promise<ReadDocument> {
  const file = path === '-' ? '<stdin>' : path;
  const bytes = path === '-' ? await collect(stdin) : await bytesOf(path);
  return parseDocument(file, bytes);
}

/** The same for bytes at hand; `file` is what problems are reported under. */
export function parseDocument(file: string, bytes: Uint8Array): ReadDocument {
  if (bytes.length > LARGEST_BYTES) throw new DocumentRefused(file, [whole(`larger than ${LARGEST_BYTES} bytes`)]);
  const yaml = parseYaml(textOf(file, bytes));
  if ('problems' in yaml) throw new DocumentRefused(file, yaml.problems);
  const result = RolloutDocument.safeParse(yaml.value);
  const find = locate(yaml.document, yaml.lines);
  const problems = result.success
    ? danglingNames(result.data, find)
    : result.error.issues.flatMap((issue) => explain(issue, find));
  // The schema has accepted the value as its input.
  if (result.success && problems.length === 0) return { file, input: yaml.value as RolloutInput, parsed: result.data };
  throw new DocumentRefused(
    file,
    problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
  );
}

const whole = (message: string): Problem => ({ line: 1, column: 1, path: '', message });

function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DocumentRefused(file, [whole('is not UTF-8; save it as UTF-8 without other encodings inside')]);
  }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reasons: Record<string, string> = {
      ENOENT: 'no such file',
      EISDIR: 'is a folder',
      EACCES: 'no right to read it',
    };
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new DocumentUnreadable(`${path}: ${reasons[code] ?? String(cause)}`, { cause });
  }
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    // One chunk too many is enough to refuse; an endless pipe must not fill the memory.
    if ((size += chunk.length) > LARGEST_BYTES) break;
  }
  return Buffer.concat(chunks);
}
