import type { Dialect, Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** What differs between the databases; everything else is written once, in `store.ts`. */
export interface Backend {
  /** Names the store in messages, without user and password. */
  readonly where: string;
  readonly dialect: Dialect;
  /** Runs `work` on `connection` while nobody else, in any process, runs theirs on this store. */
  alone(connection: Kysely<Tables>, work: () => Promise<void>): Promise<void>;
  /** The schema that unqualified names mean; undefined where there are no schemas. */
  schema(connection: Kysely<Tables>): Promise<string | undefined>;
}
