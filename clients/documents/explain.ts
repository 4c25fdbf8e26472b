import type { z } from 'zod';
import { descriptionOf, knownKeys } from './known-keys.ts';
import { pathText } from './locate.ts';
import type { Locate, PathSegment } from './locate.ts';
import type { Problem } from './problem.ts';
import { nearest } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** Says what is wrong in a user's words, and where; an issue about several keys becomes a problem for each. */
export function explain(issue: Issue, locate: Locate): readonly Problem[] {
  if (issue.code !== 'unrecognized_keys') return [problem(issue.path, messageOf(issue, locate), locate)];
  const known = knownKeys(issue.path);
  return issue.keys.map((key) => {
    const { line, column } = locate([...issue.path, key], 'key');
    return { line, column, path: pathText([...issue.path, key]), message: `unknown key; ${hint(key, known)}` };
  });
}

function problem(path: readonly PathSegment[], message: string, locate: Locate): Problem {
  const { line, column, absent } = locate(path);
  return { line, column, path: pathText(path), message: absent ? `is missing: ${message}` : message };
}

function messageOf(issue: Issue, locate: Locate): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${article(issue.expected)}${received(issue.message, locate(issue.path).absent)}`;
    case 'invalid_value':
      return `expected ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return issue.message === 'Invalid input' ? alternatives(issue, locate) : issue.message;
    case 'invalid_format':
      return /^Invalid string/.test(issue.message) ? formatOf(issue) : lower(issue.message);
    case 'invalid_key':
      return `not a usable name: ${issue.issues.map((inner) => lower(inner.message)).join(' or ')}`;
    default:
      return lower(issue.message);
  }
}

/** A pattern says less to a person than the sentence beside it in the schema. */
function formatOf({ path, message }: Issue): string {
  const description = descriptionOf(path);
  return description === undefined ? lower(message) : `expected ${lower(description)}`;
}

/** A union without a message of its own: what each of its members wanted. */
function alternatives(issue: z.core.$ZodIssueInvalidUnion, locate: Locate): string {
  const wanted = issue.errors.flatMap((errors) =>
    errors.map((inner) => messageOf({ ...inner, path: [...issue.path, ...inner.path] }, locate)),
  );
  return [...new Set(wanted)].join(', or ');
}

const received = (message: string, absent: boolean): string =>
  absent ? '' : message.replace(/^.*?(, received \w+)?$/s, '$1').replace('received', 'got');

const article = (what: string): string => (/^[aeiou]/.test(what) ? `an ${what}` : `a ${what}`);
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function hint(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  if (near !== undefined) return `did you mean ${near}?`;
  return known.length > 0 ? `known here: ${known.join(', ')}` : 'nothing is expected here';
}
