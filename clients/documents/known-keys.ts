import { z } from 'zod';
import { RolloutDocument } from '../../domain/rollout.ts';
import type { PathSegment } from './locate.ts';

type Schema = z.core.JSONSchema.BaseSchema;

let schema: Schema | undefined;

/** The keys that the schema knows at a path, from its JSON form; none where it takes any key. */
export const knownKeys = (path: readonly PathSegment[]): readonly string[] => [
  ...new Set(schemasAt(path).flatMap(({ properties = {} }) => Object.keys(properties))),
];

/** What the schema says of a path in words, if it says anything. */
export const descriptionOf = (path: readonly PathSegment[]): string | undefined =>
  schemasAt(path).find(({ description }) => description !== undefined)?.description;

function schemasAt(path: readonly PathSegment[]): readonly Schema[] {
  const root = (schema ??= z.toJSONSchema(RolloutDocument, { io: 'input' }));
  let nodes: readonly Schema[] = [dereference(root, root)];
  for (const segment of path) nodes = nodes.flatMap((node) => childrenOf(node, segment, root));
  return nodes;
}

function childrenOf(node: Schema, segment: PathSegment, root: Schema): readonly Schema[] {
  const { properties = {}, items, additionalProperties: rest } = node;
  const named = Object.hasOwn(properties, segment) ? properties[String(segment)] : undefined;
  const next = typeof segment === 'number' ? items : (named ?? rest);
  return typeof next === 'object' && !Array.isArray(next) ? alternatives(dereference(next, root), root) : [];
}

const alternatives = (node: Schema, root: Schema): readonly Schema[] =>
  [node, ...(node.anyOf ?? [])].flatMap((each) => (typeof each === 'object' ? [dereference(each, root)] : []));

function dereference(node: Schema, root: Schema): Schema {
  const name = node.$ref?.replace('#/$defs/', '');
  const found = name === undefined ? undefined : root.$defs?.[name];
  return typeof found === 'object' ? found : node;
}
