import { DnsLabel, DnsName } from '../scalars.ts';

/** What placeholders stand for. */
export interface Names {
  readonly namespace: string;
  /** The workload. */
  readonly name: string;
  readonly pods: readonly string[];
}

export type Filled =
  { readonly filled: true; readonly query: string } | { readonly filled: false; readonly why: string };

const KNOWN = ['namespace', 'name', 'pods'] as const;
type Known = (typeof KNOWN)[number];
const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/**
 * The query with `{{namespace}}`, `{{name}}` and `{{pods}}` filled in. `{{pods}}` becomes the names as one regular
 * expression, `web-1|web-2`; PromQL anchors it. Without pods there is nothing to ask: an empty expression would match
 * every series that has no such label. Unknown placeholders and values that are no Kubernetes names are refused.
 */
export function fillPlaceholders(query: string, names: Names): Filled {
  const used = new Set([...query.matchAll(PLACEHOLDER)].map(([, name = '']) => name));
  const unknown = [...used].filter((name) => !isKnown(name));
  if (unknown.length > 0) return { filled: false, why: unknownText(unknown) };
  const unfit = unfitNames(names);
  if (unfit.length > 0)
    return { filled: false, why: `not a Kubernetes name: ${unfit.map((n) => JSON.stringify(n)).join(', ')}` };
  if (used.has('pods') && names.pods.length === 0) return { filled: false, why: 'there are no pods to ask about' };
  const values: Record<Known, string> = { ...names, pods: names.pods.map(literal).join('|') };
  // A function, because `$&` and its like mean something in a replacement string.
  return { filled: true, query: query.replace(PLACEHOLDER, (_, name: Known) => values[name]) };
}

/** What is wrong with a query's placeholders, for whoever reads the document; undefined when nothing is. */
export function placeholderTrouble(query: string): string | undefined {
  const unknown = [...query.matchAll(PLACEHOLDER)].map(([, name = '']) => name).filter((name) => !isKnown(name));
  return unknown.length > 0 ? unknownText(unknown) : undefined;
}

const isKnown = (name: string): name is Known => (KNOWN as readonly string[]).includes(name);

const unknownText = (unknown: readonly string[]): string =>
  `unknown placeholder ${unknown.map((name) => `{{${name}}}`).join(', ')}; known: ${KNOWN.map((k) => `{{${k}}}`).join(', ')}`;

/** Names go into quotes in PromQL: anything but DNS-1123 could close them and ask something else. */
const unfitNames = ({ namespace, name, pods }: Names): readonly string[] => [
  ...[namespace].filter((value) => !DnsLabel.safeParse(value).success),
  ...[name, ...pods].filter((value) => !DnsName.safeParse(value).success),
];

/** The dot is the only character of a DNS-1123 name that means something; `[.]` needs no escape in any quotes. */
const literal = (name: string): string => name.replaceAll('.', '[.]');
