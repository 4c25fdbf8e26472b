import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { Migration } from 'kysely';
import { defaultRecordsUrl, openRecords } from '../../../activities/records/index.ts';
import { MIGRATIONS } from '../../../activities/records/migrations.ts';
import { sqlite } from '../../../activities/records/sqlite.ts';
import { DatabaseRecords } from '../../../activities/records/store.ts';
import { isFailure } from '../../../domain/failure.ts';
import { recordsConformance } from '../../conformance/records.ts';
import { aReport, aReportNo } from '../../support/a-report.ts';
import { temporaryFolder } from '../../support/folders.ts';

const run = promisify(execFile);
const WRITER = join(import.meta.dirname, 'writer.ts');

/** What a later version might add. */
const more: Migration = { up: (db) => db.schema.createTable('more').addColumn('id', 'text').execute() };

const newPath = async () => join(await temporaryFolder('records'), 'state', 'records.db');

recordsConformance('sqlite', async () => openRecords(`sqlite:${await newPath()}`));

describe('records on sqlite', () => {
  it('S0-164 D0-43: given a store that is closed and opened again, still has the report', async () => {
    const url = `sqlite:${await newPath()}`;
    const before = await openRecords(url);
    await before.put(aReport());
    await before.close();

    await using after = await opened(url);
    assert.deepEqual(await after.records.get(aReport().rollout), aReport());
  });

  it('given no folder yet, makes it for its owner alone', async () => {
    const path = await newPath();
    await using _store = await opened(`sqlite:${path}`);

    assert.equal((await stat(dirname(path))).mode & 0o777, 0o700);
  });

  it('given two stores on one new file at once, both migrate it and take 20 parallel reports each', async () => {
    const url = `sqlite:${await newPath()}`;
    const stores = await Promise.all([openRecords(url), openRecords(url)]);
    const turns = Array.from({ length: 20 }, (_, turn) => turn);

    await Promise.all(stores.flatMap((store, at) => turns.map((turn) => store.put(aReportNo(turn * 2 + at)))));

    const lists = await Promise.all(stores.map((store) => store.list({})));
    assert.deepEqual(
      lists.map((list) => list.length),
      [40, 40],
    );
    await Promise.all(stores.map((store) => store.close()));
  });

  it('given another process that writes, waits until it has let go, without blocking this one', async () => {
    const path = await newPath();
    await using store = await opened(`sqlite:${path}`);
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    let ticks = 0;
    const clock = setInterval(() => (ticks += 1) === 5 && other.exec('commit'), 20);

    await store.records.put(aReport());

    clearInterval(clock);
    other.close();
    assert.ok(ticks >= 5);
  });

  it('given a store that a newer version has migrated, reads and writes on', async () => {
    const backend = await sqlite(`sqlite:${await newPath()}`);
    const newer = await DatabaseRecords.open(backend, { ...MIGRATIONS, '9999-audit': { up: async () => {} } });
    await newer.put(aReportNo(1));
    await newer.close();

    await using older = await opened(backend.where);
    await older.records.put(aReportNo(2));
    assert.equal((await older.records.list({})).length, 2);
  });

  it('given a store one version behind, adds what is missing and keeps the reports', async () => {
    const backend = await sqlite(`sqlite:${await newPath()}`);
    const older = await DatabaseRecords.open(backend);
    await older.put(aReport());
    await older.close();

    const newer = await DatabaseRecords.open(await sqlite(backend.where), { ...MIGRATIONS, '9999-more': more });
    assert.deepEqual(await newer.list({}), [aReport()]);
    await newer.close();
    assert.ok(tablesOf(pathIn(backend.where)).includes('more'));
  });

  it('given four processes that start on one new file at once, every report of each is kept', async () => {
    const url = `sqlite:${await newPath()}`;

    await Promise.all([0, 1, 2, 3].map((writer) => run(process.execPath, [WRITER, url, `${writer}`])));

    await using store = await opened(url);
    assert.equal((await store.records.list({})).length, 40);
  });

  it('given a migration that fails, leaves the store as it was', async () => {
    const backend = await sqlite(`sqlite:${await newPath()}`);
    const broken = { ...MIGRATIONS, '9999-broken': { up: () => Promise.reject(new Error('half way')) } };

    await assert.rejects(DatabaseRecords.open(backend, broken), /half way/);
    assert.deepEqual(tablesOf(pathIn(backend.where)), []);
  });

  it('given a text that was changed behind our back, refuses to give it out', async () => {
    const path = await newPath();
    await using store = await opened(`sqlite:${path}`);
    await store.records.put(aReport({ result: 'rolled-back' }));
    const other = new DatabaseSync(path);
    other.exec(`update reports set content = replace(content, 'rolled-back', 'promoted')`);
    other.close();

    await assert.rejects(store.records.get(aReport().rollout), /has digest sha256:.*but sha256:.*was written/);
  });

  it('given a file that is no database, says so and does not touch it', async () => {
    const path = await newPath();
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'dear diary, '.repeat(100));

    await assert.rejects(openRecords(`sqlite:${path}`), /not a database/);
  });

  it('given a folder in the place of the file, fails as unreachable, naming it', async () => {
    const path = await newPath();
    await mkdir(path, { recursive: true });

    const expected = (error: unknown) => isFailure(error, 'records-unreachable') && error.message.includes(path);
    await assert.rejects(openRecords(`sqlite:${path}`), expected);
  });
});

describe('defaultRecordsUrl', () => {
  it('given XDG_STATE_HOME, is below it', () => {
    assert.equal(defaultRecordsUrl({ XDG_STATE_HOME: '/var/state' }), 'sqlite:/var/state/tidegate/records.db');
  });

  it('given none or a relative one, is below ~/.local/state', () => {
    const expected = `sqlite:${homedir()}/.local/state/tidegate/records.db`;

    assert.equal(defaultRecordsUrl({}), expected);
    assert.equal(defaultRecordsUrl({ XDG_STATE_HOME: 'state' }), expected);
  });
});

async function opened(url: string) {
  const records = await openRecords(url);
  return { records, [Symbol.asyncDispose]: () => records.close() };
}

const pathIn = (url: string): string => url.slice('sqlite:'.length);

function tablesOf(path: string): readonly unknown[] {
  const database = new DatabaseSync(path);
  try {
    return database
      .prepare('select name from sqlite_schema')
      .all()
      .map(({ name }) => name);
  } finally {
    database.close();
  }
}
