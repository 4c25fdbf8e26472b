import { z } from 'zod';
import { Duration } from '../scalars.ts';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as "09:30"');
const Zone = z.string().refine(isZone, { error: 'expected an IANA time zone such as America/New_York' });

/** A daily window in which nothing is rolled out: an open, a close, a reporting window (S0-058). */
export const Session = z
  .strictObject({
    name: z.string().min(1).max(80).describe('How it is called in reports, such as "NYSE open"'),
    from: Time.describe('Wall clock of the zone; the minute itself belongs to the session'),
    to: Time.describe('The session ends as this minute begins. Not after `from`: it ends on the next day'),
    zone: Zone,
    days: z
      .array(z.enum(DAYS))
      .min(1)
      .default(['mon', 'tue', 'wed', 'thu', 'fri'])
      .describe('Days on which it begins. Holidays are not known: a session is kept on them, too'),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

const metricName = (what: string) => z.string().min(1).optional().describe(`Name of a metric of this rollout: ${what}`);

/** Where a rollout's knowledge of the market comes from: metrics of its own, and a calendar. */
export const marketData = {
  volatility: metricName('volatility, 0 to 1'),
  volume: metricName('trading volume now'),
  averageVolume: metricName('average trading volume, in the unit of `volume`'),
  spread: metricName('bid-ask spread; recorded'),
  impactCost: metricName('market impact cost; recorded'),
  sessions: z.array(Session).max(20).default([]).describe('Critical sessions, which no rollout may reach into'),
};

/** Beyond these a rollout is postponed (S0-093, S0-094). */
export const MARKET_LIMITS = {
  /** 0 to 1. */
  volatilityAtMost: 0.9,
  /** Multiple of the average volume. */
  volumeAtMost: 2,
} as const;

/** How far a check of the market looks ahead. */
export const Horizon = Duration.default('0s').describe(
  'No critical session may begin within it: planned duration and time for the way back',
);

/** What there is to know of a market, as metrics of the rollout. */
export const MARKET_DATA = ['volatility', 'volume', 'averageVolume', 'spread', 'impactCost'] as const;
export type MarketDatum = (typeof MARKET_DATA)[number];

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false; // RangeError: the runtime knows no such zone
  }
}
