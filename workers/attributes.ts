import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { ATTRIBUTES } from '../workflows/attributes.ts';

const { INDEXED_VALUE_TYPE_KEYWORD } = proto.temporal.api.enums.v1.IndexedValueType;

/** Registers our search attributes; the server ignores those it has. Harmless at every start. */
export async function registerAttributes({ connection, options }: Client): Promise<void> {
  const { namespace } = options;
  const known = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = ATTRIBUTES.filter(({ name }) => !(name in known.customAttributes));
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(({ name }) => [name, INDEXED_VALUE_TYPE_KEYWORD])),
  });
}
