import { z } from 'zod';
import { RolloutDocument } from '../../domain/rollout.ts';
import { cliReference } from './cli-reference.ts';
import { failureTable } from './failure-table.ts';

/** Every generated file: path from the root of the project, and its text. */
export const generated = (): Readonly<Record<string, string>> => ({
  'docs/generated/rollout.schema.json': `${JSON.stringify(rolloutSchema(), null, 2)}\n`,
  'docs/generated/cli.md': cliReference(),
  'docs/generated/failures.md': failureTable(),
});

/** What editors complete and check with; the schema of the document as a user writes it, defaults optional. */
const rolloutSchema = (): object => ({
  $id: 'https://tidegate.dev/schemas/rollout.v1.json',
  title: 'Tidegate rollout',
  ...z.toJSONSchema(RolloutDocument, { io: 'input' }),
});
