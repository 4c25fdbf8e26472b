import { isNode, isScalar, visit } from 'yaml';
import type { Document, LineCounter, Scalar, YAMLMap } from 'yaml';
import { keyText, positionIn, startOf } from './locate.ts';
import type { Problem } from './problem.ts';

/**
 * Plain scalars that YAML 1.1 (PyYAML, Go's yaml.v2 and the tools on them) and YAML 1.2 (we) read as different values:
 * booleans, octal integers, base-60 integers. See https://yaml.org/spec/1.2.2/#10-recommended-schemas.
 */
const AMBIGUOUS: readonly (readonly [RegExp, string])[] = [
  [/^(yes|no|on|off)$/i, 'a truth value to some YAML readers and text to others'],
  [/^[-+]?0[0-9_]+$/, 'an octal number to some YAML readers and a decimal to others'],
  [/^0o[0-7]+$/, 'an octal number to some YAML readers and text to others'],
  [/^[-+]?[1-9][0-9]*(:[0-5]?[0-9])+$/, 'a number of base 60 to some YAML readers and text to others'],
];

/** Problems of the text that the schema cannot see, because they are gone once it is a value. */
export function inspect(document: Document.Parsed, lines: LineCounter): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (offset: number | undefined, message: string): void => {
    problems.push({ ...positionIn(lines, offset ?? 0), path: '', message });
  };
  if (document.directives.yaml.version !== '1.2') add(0, 'is read as YAML 1.2; remove the %YAML directive');
  visit(document, {
    Scalar: (_, scalar) => {
      const message = ambiguity(scalar);
      if (message) add(startOf(scalar), message);
    },
    Map: (_, map) => keyProblems(map, lines, add),
  });
  return problems;
}

function ambiguity(scalar: Scalar): string | undefined {
  if (scalar.type !== 'PLAIN' || scalar.source === undefined) return undefined;
  const { source } = scalar;
  const why = AMBIGUOUS.find(([pattern]) => pattern.test(source))?.[1];
  return why && `${source} is ${why}; quote it if it is text: "${source}"`;
}

function keyProblems(
  map: YAMLMap,
  lines: LineCounter,
  add: (offset: number | undefined, message: string) => void,
): void {
  const seen = new Map<string, number>();
  for (const pair of map.items) {
    const key = keyText(pair);
    const offset = isNode(pair.key) ? startOf(pair.key) : undefined;
    const first = seen.get(key);
    if (!isScalar(pair.key)) add(offset, 'a key must be plain text');
    else if (first !== undefined) add(offset, `${key} is written twice; it stands first in line ${first}`);
    // Such names are found in every JavaScript object, whether anyone put them there or not.
    else if (key in {}) add(offset, `${key} is not a usable name`);
    else seen.set(key, positionIn(lines, offset ?? 0).line);
  }
}
