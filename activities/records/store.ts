import { Kysely } from 'kysely';
import type { Report } from '../../domain/report.ts';
import type { Backend } from './backend.ts';
import { RecordConflict } from './conflict.ts';
import { contentOf, reportOf } from './content.ts';
import { limitOf } from './limit.ts';
import { migrate, MIGRATIONS } from './migrations.ts';
import type { Records, ReportFilter } from './port.ts';
import type { Tables } from './schema.ts';
import { explained } from './unreachable.ts';

/** The record store on a database that Kysely speaks to. */
export class DatabaseRecords implements Records {
  readonly #where: string;
  readonly #db: Kysely<Tables>;
  private constructor(where: string, db: Kysely<Tables>) {
    this.#where = where;
    this.#db = db;
  }

  /** Opens the store and brings its tables up to date. */
  static async open(backend: Backend, migrations = MIGRATIONS): Promise<DatabaseRecords> {
    const db = new Kysely<Tables>({ dialect: backend.dialect });
    try {
      await migrate(backend, db, migrations);
      return new DatabaseRecords(backend.where, db);
    } catch (error) {
      await db.destroy();
      throw explained('open the record store', backend.where, error);
    }
  }

  put(report: Report): Promise<void> {
    const { rollout, target, result, timestamp } = report;
    return this.#reached(`keep report ${rollout}`, async () => {
      const { text: content, digest } = contentOf(report);
      const { numInsertedOrUpdatedRows } = await this.#db
        .insertInto('reports')
        .values({ rollout, target, result, timestamp, digest, content })
        .onConflict((conflict) => conflict.column('rollout').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows) return;
      const kept = await this.#db
        .selectFrom('reports')
        .select('digest')
        .where('rollout', '=', rollout)
        .executeTakeFirstOrThrow();
      if (kept.digest !== digest) throw new RecordConflict(rollout, kept.digest, digest);
    });
  }

  get(rollout: string): Promise<Report | undefined> {
    return this.#reached(`read report ${rollout}`, async () => {
      const row = await this.#db
        .selectFrom('reports')
        .select(['content as text', 'digest'])
        .where('rollout', '=', rollout)
        .executeTakeFirst();
      return row && reportOf(rollout, row);
    });
  }

  list(filter: ReportFilter): Promise<readonly Report[]> {
    return this.#reached('list reports', async () => {
      let query = this.#db
        .selectFrom('reports')
        .select(['rollout', 'content as text', 'digest'])
        .orderBy('timestamp', 'desc')
        .orderBy('rollout', 'desc')
        .limit(limitOf(filter));
      if (filter.target !== undefined) query = query.where('target', '=', filter.target);
      if (filter.result !== undefined) query = query.where('result', '=', filter.result);
      const rows = await query.execute();
      return rows.map((row) => reportOf(row.rollout, row));
    });
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }

  async #reached<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw explained(doing, this.#where, error);
    }
  }
}
