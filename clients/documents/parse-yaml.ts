import { Composer, isScalar, Lexer, LineCounter, Parser } from 'yaml';
import type { Document } from 'yaml';
import { inspect } from './inspect.ts';
import { positionIn } from './locate.ts';
import type { Problem } from './problem.ts';

export type Yaml =
  | { readonly value: unknown; readonly document: Document.Parsed; readonly lines: LineCounter }
  | { readonly problems: readonly Problem[] };

/** Entries on the parser's stack, two for a level of nesting. The schema has nine levels. */
const DEEPEST_STACK = 64;
/** Words, colons and blanks; 500 checks with every key written out have some 30,000. */
const MOST_LEXEMES = 50_000;
/** Times that all aliases together may be expanded. */
const MOST_ALIASES = 50;
/** Characters that hide (control) or reorder (bidirectional overrides) what a reviewer reads. */
const UNSEEN = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;

/** Reads exactly one YAML 1.2 document, without anything that another tool would read differently. */
export function parseYaml(text: string): Yaml {
  const lines = new LineCounter();
  const refuse = (offset: number, message: string): Yaml => ({
    problems: [{ ...positionIn(lines, offset), path: '', message }],
  });
  const unseen = UNSEEN.exec(text);
  if (unseen) {
    countLines(text.slice(0, unseen.index), lines);
    return refuse(unseen.index, `the character ${codePoint(unseen[0])} hides what is written; remove it`);
  }
  try {
    const [document, second] = compose(text, lines);
    if (second) return refuse(second.range[0], 'a second document begins here; write one rollout per file');
    if (!document || isEmpty(document)) return refuse(0, 'is empty; expected a document of kind Rollout');
    return convert(document, lines);
  } catch (error) {
    if (error instanceof TooMuch) return refuse(error.offset, error.message);
    throw error;
  }
}

/** Stops reading before the text can hurt. */
class TooMuch extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const isEmpty = ({ contents, errors }: Document.Parsed): boolean =>
  errors.length === 0 && (contents === null || (isScalar(contents) && contents.value === null));

/** The first two documents at most: a file of a million must not take a million times as long to refuse. */
function compose(text: string, lines: LineCounter): readonly (Document.Parsed | undefined)[] {
  // Duplicate keys are looked for in `inspect`: the library compares each key with every other.
  const options = { version: '1.2', merge: false, uniqueKeys: false, prettyErrors: false } as const;
  const documents: Document.Parsed[] = [];
  for (const document of new Composer(options).compose(tokens(text, lines), true, text.length)) {
    documents.push(document);
    if (documents.length === 2) break;
  }
  return documents;
}

/** What `Parser.parse` does, stopped before the nesting overflows the stack of those who walk the result. */
function* tokens(text: string, lines: LineCounter) {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > DEEPEST_STACK)
      throw new TooMuch(parser.offset, `nested deeper than ${DEEPEST_STACK / 2} levels`);
    if (++count > MOST_LEXEMES)
      throw new TooMuch(parser.offset, 'too long for a rollout; it cannot use that many entries');
  }
  yield* parser.end();
}

function convert(document: Document.Parsed, lines: LineCounter): Yaml {
  // Warnings are unknown tags such as !!python/object: plain text here, something else elsewhere.
  const faults = [...document.errors, ...document.warnings];
  const found = faults.map(({ pos: [offset], message }) => ({ ...positionIn(lines, offset), path: '', message }));
  const problems = found.length > 0 ? found : inspect(document, lines);
  if (problems.length > 0) return { problems };
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }), document, lines };
  } catch (error) {
    const message = `aliases cannot be expanded: ${error instanceof Error ? error.message : String(error)}`;
    return { problems: [{ line: 1, column: 1, path: '', message }] };
  }
}

function countLines(text: string, lines: LineCounter): void {
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
