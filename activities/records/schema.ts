/**
 * The tables as the queries see them; `migrations.ts` makes them. Only text and numbers, so that SQLite and PostgreSQL
 * hold the same bytes: PostgreSQL's `jsonb` would reorder keys and break the digest.
 */
export interface Tables {
  readonly reports: ReportsTable;
  readonly tidegate_migration: MigrationTable;
}

/** One row per rollout, written once. */
export interface ReportsTable {
  readonly rollout: string;
  readonly target: string;
  readonly result: string;
  /** ISO 8601 UTC with milliseconds: of one length, so that the order of the text is the order of time. */
  readonly timestamp: string;
  /** `sha256:<hex>` of `content`. */
  readonly digest: string;
  /** The report as canonical JSON. */
  readonly content: string;
}

/** Kysely's list of the migrations that have run. */
export interface MigrationTable {
  readonly name: string;
}
