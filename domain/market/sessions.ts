import { DAYS } from './data.ts';
import type { Session } from './data.ts';

const MINUTE_MS = 60_000;
/** A slot further away than this is none: whoever waits so long has to look at the calendar. */
const LOOK_AHEAD_MS = 14 * 24 * 60 * MINUTE_MS;

export type Slot =
  | { readonly free: true }
  /** `next`: when a slot begins, ISO 8601 with its zone (RFC 9557); absent when none does within 14 days. */
  | { readonly free: false; readonly session: Session; readonly next?: string };

/**
 * Whether no session overlaps [now, now + horizon), and if one does, which comes first and when the next slot of that
 * length begins. Walks minute by minute and asks `Intl` what the clocks on the wall show, so a day of 23 or 25 hours
 * needs no rule of its own: an hour that does not exist is in no session, one that comes twice is in it twice. Pure.
 *
 * @param now epoch milliseconds
 * @param horizonMs milliseconds; with 0 only the present minute counts
 */
export function slotFor(sessions: readonly Session[], now: number, horizonMs: number): Slot {
  const clocks = new Map(sessions.map(({ zone }) => [zone, clockOf(zone)]));
  const at = (minute: number): Session | undefined =>
    sessions.find((session) => holds(session, clocks.get(session.zone)?.format(minute) ?? ''));
  let start = now;
  let met: Session | undefined;
  for (let minute = now - (now % MINUTE_MS); minute < now + horizonMs + LOOK_AHEAD_MS; minute += MINUTE_MS) {
    const session = at(minute);
    if (session) {
      met ??= session;
      start = minute + MINUTE_MS;
    } else if (minute + MINUTE_MS >= start + horizonMs) {
      return met ? { free: false, session: met, next: stampOf(start, met.zone) } : { free: true };
    }
  }
  return met ? { free: false, session: met } : { free: true };
}

/** `Mon 09:30`; some versions of ICU put a comma after the day. */
const clockOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });

/** Times of the form HH:MM compare as text. */
function holds({ from, to, days }: Session, clock: string): boolean {
  const [today, time] = [DAYS.findIndex((day) => day === clock.slice(0, 3).toLowerCase()), clock.slice(-5)];
  const begins = (day: number): boolean => days.some((one) => one === DAYS[(day + 7) % 7]);
  if (from < to) return begins(today) && from <= time && time < to;
  return (begins(today) && from <= time) || (begins(today - 1) && time < to);
}

/** `2026-03-09T16:00:00-04:00[America/New_York]` */
function stampOf(epochMs: number, timeZone: string): string {
  const two = '2-digit';
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, year: 'numeric', month: two, day: two, hour: two, minute: two, second: two },
    ...{ hourCycle: 'h23', timeZoneName: 'longOffset' },
  });
  const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, value]));
  const [date, time] = [['year', 'month', 'day'] as const, ['hour', 'minute', 'second'] as const].map((names) =>
    names.map((name) => parts.get(name)),
  );
  const offset = parts.get('timeZoneName')?.replace(/^(GMT|UTC)/, '') || '+00:00';
  return `${date?.join('-')}T${time?.join(':')}${offset}[${timeZone}]`;
}
