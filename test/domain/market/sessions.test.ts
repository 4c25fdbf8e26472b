import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { DAYS, Session } from '../../../domain/market/data.ts';
import { slotFor } from '../../../domain/market/sessions.ts';

const NEW_YORK = 'America/New_York';
const LONDON = 'Europe/London';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const session = (name: string, from: string, to: string, zone: string, more: object = {}): Session =>
  Session.parse({ name, from, to, zone, ...more });
const nyseOpen = session('NYSE open', '09:15', '10:00', NEW_YORK);
const londonClose = session('London close', '16:20', '16:45', LONDON);

const inMinutes = (sessions: readonly Session[], now: string, minutes: number) =>
  slotFor(sessions, Date.parse(now), minutes * MINUTE);
const epoch = (stamp: string): number => Date.parse(stamp.replace(/\[.*\]$/, ''));

describe('a critical session', () => {
  // [what, sessions, now in UTC, minutes ahead, next slot or undefined where it is free]
  const table: readonly (readonly [string, readonly Session[], string, number, string | undefined])[] = [
    ['well before', [nyseOpen], '2026-03-05T12:00:00Z', 60, undefined],
    ['D0-06: 35 min before the open', [nyseOpen], '2026-03-05T13:40:00Z', 60, '2026-03-05T10:00:00-05:00'],
    ['that ends as it begins', [nyseOpen], '2026-03-05T13:15:00Z', 60, undefined],
    ['in its first minute', [nyseOpen], '2026-03-05T14:15:00Z', 0, '2026-03-05T10:00:00-05:00'],
    ['in its last minute', [nyseOpen], '2026-03-05T14:59:59Z', 0, '2026-03-05T10:00:00-05:00'],
    ['as it ends', [nyseOpen], '2026-03-05T15:00:00Z', 0, undefined],
    ['on a Saturday', [nyseOpen], '2026-03-07T14:30:00Z', 0, undefined],
    ['on Monday after New York moved its clocks', [nyseOpen], '2026-03-09T13:20:00Z', 0, '2026-03-09T10:00:00-04:00'],
    ['at the hour of the Friday before', [nyseOpen], '2026-03-09T14:20:00Z', 0, undefined],
    ['London in winter', [londonClose], '2026-03-27T16:30:00Z', 0, '2026-03-27T16:45:00+00:00'],
    ['London in summer', [londonClose], '2026-03-30T15:30:00Z', 0, '2026-03-30T16:45:00+01:00'],
    ['London in summer at the hour of winter', [londonClose], '2026-03-30T16:30:00Z', 0, undefined],
  ];
  for (const [what, sessions, now, minutes, next] of table)
    it(`S0-058: ${what}, ${next === undefined ? 'is free' : `waits until ${next}`}`, () => {
      const slot = inMinutes(sessions, now, minutes);

      const zone = sessions[0]?.zone;
      assert.equal(slot.free ? undefined : slot.next, next === undefined ? undefined : `${next}[${zone}]`);
    });

  it('over midnight, belongs to the day on which it begins', () => {
    const night = session('settlement', '23:00', '01:00', LONDON, { days: ['fri'] });
    const free = (now: string): boolean => inMinutes([night], now, 0).free;

    assert.deepEqual(
      ['2026-01-09T22:59:00Z', '2026-01-09T23:00:00Z', '2026-01-10T00:59:00Z', '2026-01-10T01:00:00Z'].map(free),
      [true, false, false, true],
    );
    assert.ok(free('2026-01-09T00:30:00Z'), 'the night before Friday is not its night');
  });

  it('in the hour that comes twice, is kept twice; in the one that does not exist, not at all', () => {
    const early = session('early', '01:15', '01:45', NEW_YORK, { days: ['sun'] });
    const gone = session('gone', '02:15', '02:45', NEW_YORK, { days: ['sun'] });
    const free = (one: Session, now: string): boolean => inMinutes([one], now, 0).free;

    assert.deepEqual(
      ['2026-11-01T05:30:00Z', '2026-11-01T06:00:00Z', '2026-11-01T06:30:00Z'].map((now) => free(early, now)),
      [false, true, false],
    );
    assert.ok(inMinutes([gone], '2026-03-08T05:00:00Z', 240).free);
  });

  it('S0-058: given a gap between two that is too short, goes on looking', () => {
    const fix = session('WM fix', '10:30', '11:00', NEW_YORK);

    const slot = inMinutes([nyseOpen, fix], '2026-03-05T14:20:00Z', 45);

    assert.deepEqual([slot.free, !slot.free && slot.next], [false, '2026-03-05T11:00:00-05:00[America/New_York]']);
  });

  it('given no slot within 14 days, has none to offer', () => {
    const always = session('freeze', '00:00', '00:00', LONDON, { days: [...DAYS] });

    assert.deepEqual(inMinutes([always], '2026-03-05T14:20:00Z', 1), { free: false, session: always });
  });

  it('D0-07: the next slot is allowed, begins after now, and the minute before it is not', () => {
    const time = fc.tuple(fc.nat(23), fc.nat(59)).map((t) => t.map((n) => String(n).padStart(2, '0')).join(':'));
    const one = fc.record({
      name: fc.constant('any'),
      from: time,
      to: time,
      zone: fc.constantFrom(NEW_YORK, LONDON, 'Asia/Kolkata', 'Australia/Lord_Howe'),
      days: fc.subarray([...DAYS], { minLength: 1 }),
    });
    const moment = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-01-01') });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 3 }), moment, fc.nat(6 * 60), (sessions, now, minutes) => {
        const slot = slotFor(sessions, now, minutes * MINUTE);
        if (slot.free || slot.next === undefined) return;
        const next = epoch(slot.next);
        assert.ok(next > now && next % MINUTE === 0);
        assert.ok(slotFor(sessions, next, minutes * MINUTE).free);
        assert.ok(!slotFor(sessions, next - MINUTE, minutes * MINUTE).free);
      }),
      { numRuns: 60 },
    );
  });

  it('free means that no minute of the horizon is in a session', () => {
    const now = Date.parse('2026-03-06T00:00:00Z');
    for (let hour = 0; hour < 96; hour += 3) {
      const at = now + hour * HOUR + 17_000;
      const free = slotFor([nyseOpen, londonClose], at, HOUR).free;
      const minutes = Array.from({ length: 61 }, (_, i) => slotFor([nyseOpen, londonClose], at + i * MINUTE, 0).free);
      assert.equal(free, minutes.every(Boolean), new Date(at).toISOString());
    }
  });

  for (const bad of [{ zone: 'Mars/Olympus' }, { from: '9:15' }, { to: '24:00' }, { days: [] }, { days: ['monday'] }])
    it(`given ${JSON.stringify(bad)}, refuses the document`, () =>
      assert.ok(!Session.safeParse({ ...nyseOpen, ...bad }).success));
});
