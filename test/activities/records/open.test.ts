import assert from 'node:assert/strict';
import { openRecords } from '../../../activities/records/index.ts';
import { isFailure } from '../../../domain/failure.ts';

describe('openRecords', () => {
  for (const [given, seen] of [
    ['mysql://ada:secret@db/records', /unknown scheme "mysql:"/],
    ['/var/secret/records.db', /no scheme/],
    ['', /no scheme/],
    ['constructor://secret', /unknown scheme "constructor:"/],
  ] as const) {
    it(`given "${given}", refuses it, lists the known schemes and repeats no secret`, async () => {
      await assert.rejects(openRecords(given), (error) => {
        assert.ok(isFailure(error, 'bad-document'));
        assert.match(error.message, seen);
        assert.match(error.message, /expected sqlite:<path>, postgres:\/\/… or postgresql:\/\/…/);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    });
  }

  for (const given of ['sqlite:', 'sqlite::memory:', 'postgres://ada:secret@host:port/records']) {
    it(`given "${given}", refuses it and repeats no secret`, async () => {
      const expected = (error: unknown) => isFailure(error, 'bad-document') && !/secret/.test(error.message);
      await assert.rejects(openRecords(given), expected);
    });
  }
});
