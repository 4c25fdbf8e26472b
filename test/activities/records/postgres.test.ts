import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openRecords } from '../../../activities/records/index.ts';
import { isFailure } from '../../../domain/failure.ts';
import { recordsConformance } from '../../conformance/records.ts';
import { aReport, aReportNo } from '../../support/a-report.ts';
import { testPostgresUrl } from '../../support/postgres.ts';

describe('postgres', () => {
  before(async function () {
    // The first to ask starts the server.
    this.timeout('3m');
    await testPostgresUrl();
  });

  recordsConformance('postgres', async () => openRecords((await newSchema()).url));
  onServer();
});

function onServer(): void {
  describe('records on postgres', () => {
    it('D0-43: given a store that is closed and opened again, still has the report', async () => {
      const { url } = await newSchema();
      const earlier = await openRecords(url);
      await earlier.put(aReport());
      await earlier.close();

      const later = await openRecords(url.replace(/^postgres:/, 'postgresql:'));
      assert.deepEqual(await later.get(aReport().rollout), aReport());
      await later.close();
    });

    it('given five openers of an empty database at once, all migrate it and take 20 parallel reports', async () => {
      const { url } = await newSchema();
      const stores = await Promise.all(Array.from({ length: 5 }, () => openRecords(url)));
      const turns = Array.from({ length: 20 }, (_, turn) => turn);

      await Promise.all(stores.flatMap((store) => turns.map((turn) => store.put(aReportNo(turn)))));

      assert.equal((await stores[0]?.list({}))?.length, 20);
      await Promise.all(stores.map((store) => store.close()));
    });

    it('given two stores in two schemas of one database, each has its own reports', async () => {
      const stores = [await openRecords((await newSchema()).url), await openRecords((await newSchema()).url)];
      await stores[0]?.put(aReport());

      assert.deepEqual(await stores[1]?.list({}), []);
      await Promise.all(stores.map((store) => store.close()));
    });

    it('given connections that the server ends, goes on with new ones', async () => {
      const { url, name } = await newSchema();
      const store = await openRecords(url);
      await store.put(aReport());

      const ended = await asAdmin((admin) =>
        admin.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name]),
      );

      assert.ok(ended.rowCount);
      assert.deepEqual(await again(() => store.get(aReport().rollout)), aReport());
      await store.close();
    });

    it('given nobody who listens, fails as unreachable, without the password', async () => {
      await assert.rejects(openRecords('postgres://ada:secret@127.0.0.1:1/records'), (error) => {
        assert.ok(isFailure(error, 'records-unreachable'));
        assert.match(error.message, /postgres:\/\/127\.0\.0\.1:1\/records: .*ECONNREFUSED/);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    });

    it('given a database that does not exist, fails as unreachable, naming it', async () => {
      const url = new URL(await testPostgresUrl());
      url.pathname = '/nowhere';

      const expected = (error: unknown) => isFailure(error, 'records-unreachable') && /nowhere/.test(error.message);
      await assert.rejects(openRecords(url.href), expected);
    });
  });
}

/** A schema of the test's own, which the URL makes the default one. */
async function newSchema(): Promise<{ url: string; name: string }> {
  const name = `records_${randomUUID().slice(0, 8)}`;
  await asAdmin((admin) => admin.query(`create schema ${name}`));
  const url = new URL(await testPostgresUrl());
  url.searchParams.set('options', `-c search_path=${name}`);
  url.searchParams.set('application_name', name);
  return { url: url.href, name };
}

async function asAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client(await testPostgresUrl());
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** A connection that was just ended may fail one query, as `records-unreachable`, which the caller tries again. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isFailure(error, 'records-unreachable') || attempt === 10) throw error;
    }
  }
}
