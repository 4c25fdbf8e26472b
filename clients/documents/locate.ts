import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, LineCounter, Node, Pair, YAMLMap } from 'yaml';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export type PathSegment = PropertyKey;

/** Where a path of the value stands in the text. */
interface Place extends Position {
  /** Nothing is written there; the position is that of the nearest thing around it. */
  readonly absent: boolean;
}

export type Locate = (path: readonly PathSegment[], part?: 'key' | 'value') => Place;

export function positionIn(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** Finds places in one document; `key` finds the key that leads to a value instead of the value. */
export const locate =
  (document: Document.Parsed, lines: LineCounter): Locate =>
  (path, part = 'value') => {
    let around: Node | null = document.contents;
    let offset = startOf(around) ?? 0;
    for (const [i, segment] of path.entries()) {
      const [key, value] = childOf(resolved(around, document), segment);
      if (key === undefined && value === undefined) return { ...positionIn(lines, offset), absent: true };
      const wanted = part === 'key' && i === path.length - 1 ? key : (value ?? key);
      offset = startOf(wanted) ?? startOf(key) ?? offset;
      around = value ?? null;
    }
    return { ...positionIn(lines, offset), absent: false };
  };

/** `spec.gates.preDeployment[0].http`, as people write paths. */
export const pathText = (path: readonly PathSegment[]): string =>
  path
    .map((segment, i) => (typeof segment === 'number' ? `[${segment}]` : `${i > 0 ? '.' : ''}${String(segment)}`))
    .join('');

export const keyText = ({ key }: Pair<unknown, unknown>): string => (isScalar(key) ? String(key.value) : String(key));

export const startOf = (node: Node | null | undefined): number | undefined => node?.range?.[0];

/** Long maps are asked for many keys when all of them are unknown. */
const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair<Node, Node | null>>>();

function pairOf(map: YAMLMap<Node, Node | null>, key: string): Pair<Node, Node | null> | undefined {
  const index = indexes.get(map) ?? new Map(map.items.map((pair) => [keyText(pair), pair]));
  indexes.set(map, index);
  return index.get(key);
}

const resolved = (node: Node | null, document: Document.Parsed): Node | null =>
  isAlias(node) ? (node.resolve(document) ?? null) : node;

/** Key and value of a child; an item of a sequence has no key. */
function childOf(node: Node | null, segment: PathSegment): readonly [Node | undefined, Node | undefined] {
  if (isMap<Node, Node | null>(node)) {
    const pair = pairOf(node, String(segment));
    return [pair?.key, pair?.value ?? undefined];
  }
  return [undefined, isSeq<Node>(node) && typeof segment === 'number' ? node.items[segment] : undefined];
}
