import { Failure } from '../../domain/failure.ts';
import type { Backend } from './backend.ts';
import type { Records } from './port.ts';
import { postgres } from './postgres.ts';
import { sqlite } from './sqlite.ts';
import { DatabaseRecords } from './store.ts';

export { reportFileName } from './file-name.ts';
export { defaultRecordsUrl } from './sqlite.ts';

const BACKENDS = { sqlite, postgres, postgresql: postgres } as const satisfies Record<
  string,
  (url: string) => Promise<Backend>
>;

/**
 * Opens the record store at `sqlite:<path>`, `postgres://…` or `postgresql://…`, and brings its tables up to date.
 * Throws Failure `bad-document` for a URL it cannot read, `records-unreachable` when the store does not answer.
 */
export async function openRecords(url: string): Promise<Records> {
  return DatabaseRecords.open(await backendOf(url)(url));
}

function backendOf(url: string): (url: string) => Promise<Backend> {
  // Only the scheme is repeated: the rest may hold a password.
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';
  for (const [known, backend] of Object.entries(BACKENDS)) if (known === scheme) return backend;
  const seen = scheme ? `unknown scheme "${scheme}:"` : 'no scheme';
  throw new Failure('bad-document', `record store: ${seen}, expected sqlite:<path>, postgres://… or postgresql://…`);
}
