import { beyond } from '../checks/compare.ts';
import { checkName } from '../checks/check.ts';
import type { CheckOf } from '../checks/check.ts';
import type { Observation } from '../checks/limits.ts';
import { milliseconds } from '../scalars.ts';
import type { Measurement } from '../verdict.ts';
import type { MarketDatum } from './data.ts';
import { slotFor } from './sessions.ts';

type MarketCheck = CheckOf<'market'>;
/** What was read of each source; one that is absent was not declared. */
export type MarketSeen = Readonly<Partial<Record<MarketDatum, Observation>>>;

const WORDS: Readonly<Record<MarketDatum, string>> = {
  volatility: 'volatility',
  volume: 'trading volume',
  averageVolume: 'average volume',
  spread: 'spread',
  impactCost: 'market impact cost',
};

/**
 * Holds the market against the check's limits, each a measurement of its own (S0-087 to S0-094); a value on the limit
 * passes. A denial is of the hour: it postpones. What is not declared or not known is inconclusive and named. Spread
 * and impact cost have no limit; where declared they are recorded. Pure.
 *
 * @param now epoch milliseconds
 */
export function judgeMarket(check: MarketCheck, seen: MarketSeen, now: number): readonly Measurement[] {
  const recorded = (['spread', 'impactCost'] as const).flatMap((datum) =>
    seen[datum] === undefined ? [] : [recordOf(check, datum, seen)],
  );
  const calendar = check.sessions.length === 0 ? [] : [sessionsOf(check, now)];
  return [volatilityOf(check, seen), volumeOf(check, seen), ...recorded, ...calendar];
}

function volatilityOf(check: MarketCheck, seen: MarketSeen): Measurement {
  const limit = `at most ${check.volatilityAtMost}`;
  const named = { check: `${checkName(check)}/volatility`, limit };
  const value = numberOf(check, 'volatility', seen);
  if (typeof value === 'string') return { ...named, verdict: 'inconclusive', detail: value };
  if (value < 0 || value > 1)
    return { ...named, value, verdict: 'inconclusive', detail: `a volatility of ${value} is not of 0 to 1` };
  return judged(named, value, check.volatilityAtMost, `volatility of ${check.market} is ${value}, ${limit} expected`);
}

function volumeOf(check: MarketCheck, seen: MarketSeen): Measurement {
  const named = { check: `${checkName(check)}/volume`, limit: `at most ${check.volumeAtMost} × average volume` };
  const [volume, average] = [numberOf(check, 'volume', seen), numberOf(check, 'averageVolume', seen)];
  const unknown = [volume, average].filter((value) => typeof value === 'string');
  if (typeof volume === 'string' || typeof average === 'string')
    return { ...named, verdict: 'inconclusive', detail: unknown.join('; ') };
  if (volume < 0 || average <= 0) {
    const detail = `a trading volume of ${volume} and an average of ${average} cannot be compared`;
    return { ...named, value: volume, verdict: 'inconclusive', detail };
  }
  const bound = check.volumeAtMost * average;
  const detail = `trading volume of ${check.market} is ${volume}, average volume ${average}; ${named.limit} expected`;
  return judged(named, volume, bound, detail);
}

function recordOf(check: MarketCheck, datum: 'spread' | 'impactCost', seen: MarketSeen): Measurement {
  const named = { check: `${checkName(check)}/${datum}` };
  const value = numberOf(check, datum, seen);
  if (typeof value === 'string') return { ...named, verdict: 'inconclusive', detail: value };
  return {
    ...named,
    value,
    verdict: 'pass',
    detail: `${WORDS[datum]} of ${check.market} is ${value}; it has no limit`,
  };
}

/** [now, now + horizon) must be free, so that neither the rollout nor its way back reaches a session (D0-06). */
function sessionsOf(check: MarketCheck, now: number): Measurement {
  const { sessions, horizon } = check;
  const named = { check: `${checkName(check)}/sessions`, limit: `no critical session now or within ${horizon}` };
  const slot = slotFor(sessions, now, milliseconds(horizon));
  if (slot.free) return { ...named, verdict: 'pass', detail: `none of ${sessions.length} sessions within ${horizon}` };
  const { name, from, to, zone } = slot.session;
  const next = slot.next === undefined ? 'there is no slot within 14 days' : `next slot at ${slot.next}`;
  const detail = `${name} (${from} to ${to} ${zone}) is now or within ${horizon}; ${next}`;
  return { ...named, verdict: 'fail', postpone: true, detail };
}

const judged = (
  named: Pick<Measurement, 'check' | 'limit'>,
  value: number,
  bound: number,
  detail: string,
): Measurement =>
  beyond(value, bound)
    ? { ...named, value, verdict: 'fail', postpone: true, detail }
    : { ...named, value, verdict: 'pass', detail };

/** The number, or why there is none. */
function numberOf(check: MarketCheck, datum: MarketDatum, seen: MarketSeen): number | string {
  const what = `${WORDS[datum]} of ${check.market}`;
  const observation = seen[datum];
  if (observation === undefined) return `${what} is not known: no data source, ${datum} of the check names no metric`;
  if (!observation.known) return `${what} is not known: ${observation.detail}`;
  return Number.isFinite(observation.value) ? observation.value : `${what} is ${observation.value}, not a number`;
}
