/** Names and positions that lead from the root to a value. */
export type JsonPath = readonly (string | number)[];

const STEP = /^(?:\.([A-Za-z_$][\w$-]*)|\[(\d{1,9})\]|\['([^'\\]+)'\])/;

/**
 * Reads the plain paths of JSONPath (RFC 9535, singular queries): `$.queue.depth`, `$.shards[0]['p95 ms']`.
 * Undefined when the text is not one; filters, wildcards and slices are not, because they may find many values.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const path: (string | number)[] = [];
  for (let rest = text.slice(1); rest !== '';) {
    const [step, name, position, quoted] = STEP.exec(rest) ?? [];
    if (step === undefined) return undefined;
    path.push(name ?? quoted ?? Number(position));
    rest = rest.slice(step.length);
  }
  return path;
}

/** What lies at the path; undefined when nothing does. Own properties only: `$.constructor` finds nothing. */
export function valueAt(document: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((value, step) => {
    if (typeof step === 'number') return Array.isArray(value) ? value[step] : undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.getOwnPropertyDescriptor(value, step)?.value;
  }, document);
}
