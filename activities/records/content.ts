import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../domain/failure.ts';
import { Report } from '../../domain/report.ts';

/** A report as it is kept: the text, and the digest that names exactly this text. */
export interface Content {
  readonly text: string;
  /** `sha256:<hex>`, what `sha256sum` prints for the text. */
  readonly digest: string;
}

/**
 * The text of a report, with the keys of every object sorted: two reports that say the same have the same digest,
 * whatever order they were built in. Throws Failure `bad-document` when it does not fit the schema.
 */
export function contentOf(report: Report): Content {
  const text = JSON.stringify(checked(report.rollout, report), sortedKeys);
  return { text, digest: digestOf(text) };
}

/** The report of a kept text. Throws when the text is not what was written, or no report. */
export function reportOf(rollout: string, { text, digest }: Content): Report {
  const seen = digestOf(text);
  if (seen !== digest) throw new Error(`report ${rollout}: its text has digest ${seen}, but ${digest} was written`);
  return checked(rollout, JSON.parse(text));
}

function checked(rollout: string, report: unknown): Report {
  const { success, data, error } = Report.safeParse(report);
  if (success) return data;
  throw new Failure('bad-document', `report ${rollout} does not fit the schema:\n${z.prettifyError(error)}`);
}

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
