import { Migrator, type Kysely, type Migration } from 'kysely';
import type { Backend } from './backend.ts';
import type { Tables } from './schema.ts';

/**
 * The schema's history, in the order of the names. A migration only ever adds, and one that has been released is never
 * edited: workers of the version before go on reading and writing while the next one is being rolled out.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-reports': {
    async up(db) {
      await db.schema
        .createTable('reports')
        .addColumn('rollout', 'text', (column) => column.primaryKey())
        .addColumn('target', 'text', (column) => column.notNull())
        .addColumn('result', 'text', (column) => column.notNull())
        .addColumn('timestamp', 'text', (column) => column.notNull())
        .addColumn('digest', 'text', (column) => column.notNull())
        .addColumn('content', 'text', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('reports_by_time').on('reports').columns(['timestamp', 'rollout']).execute();
      await db.schema
        .createIndex('reports_by_target')
        .on('reports')
        .columns(['target', 'timestamp', 'rollout'])
        .execute();
    },
  },
};

const TABLES = { migrationTableName: 'tidegate_migration', migrationLockTableName: 'tidegate_migration_lock' } as const;

/**
 * Brings the store to the newest of `migrations`. Safe when several workers start at once, and when a newer version
 * has already migrated the store further. A store that is up to date costs one query and no lock.
 */
export async function migrate(backend: Backend, db: Kysely<Tables>, migrations = MIGRATIONS): Promise<void> {
  const behind = async (on: Kysely<Tables>) => missing(migrations, await executed(on));
  if ((await behind(db)).length === 0) return;
  // Kysely's own lock is none on SQLite, and comes after the reading of what has run: hence one around everything.
  await db.connection().execute((connection) =>
    backend.alone(connection, async () => {
      const known = { ...unknownTo(migrations, await executed(connection)), ...migrations };
      const schema = await backend.schema(connection);
      const { error } = await new Migrator({
        db: connection,
        provider: { getMigrations: async () => known },
        ...TABLES,
        // Without it Kysely takes the same table in any other schema of the database for ours.
        ...(schema && { migrationTableSchema: schema }),
      }).migrateToLatest();
      if (error !== undefined) throw error instanceof Error ? error : new Error(JSON.stringify(error));
    }),
  );
}

/** The names of the migrations that have run. A store that cannot be asked is new, or will fail again at once. */
async function executed(db: Kysely<Tables>): Promise<readonly string[]> {
  try {
    const rows = await db.selectFrom('tidegate_migration').select('name').execute();
    return rows.map(({ name }) => name);
  } catch {
    return [];
  }
}

const missing = (migrations: Readonly<Record<string, Migration>>, names: readonly string[]): readonly string[] =>
  Object.keys(migrations).filter((name) => !names.includes(name));

/** Stand-ins for what a newer version has run; Kysely takes an executed migration it does not know for corruption. */
function unknownTo(migrations: Readonly<Record<string, Migration>>, names: readonly string[]) {
  const newer = names.filter((name) => !(name in migrations));
  return Object.fromEntries(newer.map((name) => [name, { up: async () => {} }] as const));
}
