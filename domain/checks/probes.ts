import type { Measurement } from '../verdict.ts';
import type { CheckOf } from './check.ts';
import { beyond } from './compare.ts';
import { quantile } from './statistics.ts';
import { inWords, limitIn, ratioOf } from './unit.ts';

/** How one request went. */
export type Probe =
  | { readonly is: 'good'; readonly seconds: number }
  /** The service did not do what it should. */
  | { readonly is: 'bad'; readonly detail: string }
  /** It could not be asked: says nothing about the service. */
  | { readonly is: 'unknown'; readonly detail: string };

type Limits = Pick<CheckOf<'http'>, 'failuresAtMost' | 'latencyAtMost'>;
const SECONDS = { symbol: 's', size: 1, of: 'time' } as const;

/** Judges the failures, and the p95 latency of the good answers where it has a limit. Pure. */
export function httpVerdict(name: string, limits: Limits, probes: readonly Probe[]): readonly Measurement[] {
  const latency =
    limits.latencyAtMost === undefined ? [] : [latencyOf(`${name}/latency`, limits.latencyAtMost, probes)];
  return [failuresOf(name, limits.failuresAtMost, probes), ...latency];
}

/**
 * Share of failed requests, exact (D0-32): 5.9 % is above 5 %. Unknown requests count for neither side, so they leave
 * the answer open unless those that failed are too many whatever the rest would have been. A single failure among
 * fewer than 1 ÷ limit requests is inconclusive: one of ten is 10 %, but tells nothing of 5 % (D0-33).
 */
function failuresOf(check: string, limit: Limits['failuresAtMost'], probes: readonly Probe[]): Measurement {
  const atMost = ratioOf(limit);
  if (atMost === undefined) return { check, verdict: 'inconclusive', detail: `${limit} is not a share such as 5%` };
  const [bad, unknown] = [probes.filter(({ is }) => is === 'bad'), probes.filter(({ is }) => is === 'unknown')];
  const share = bad.length / probes.length;
  const measured = { check, value: share, limit: `at most ${percent(atMost)} of requests fail` };
  const detail = [
    `${bad.length} of ${probes.length} requests failed`,
    ...(unknown.length > 0 ? [`${unknown.length} could not be made`] : []),
    ...reasons([...bad, ...unknown]),
  ].join('; ');
  const tooFew = bad.length === 1 && atMost > 0 && probes.length < 1 / atMost;
  if (beyond(share, atMost) && !tooFew) return { ...measured, verdict: 'fail', detail };
  if (unknown.length > 0 || probes.length === 0) return { ...measured, verdict: 'inconclusive', detail };
  if (beyond(share, atMost))
    return { ...measured, verdict: 'inconclusive', detail: `${detail}; too few to tell it from ${percent(atMost)}` };
  return { ...measured, verdict: 'pass', detail };
}

function latencyOf(check: string, limit: NonNullable<Limits['latencyAtMost']>, probes: readonly Probe[]): Measurement {
  const atMost = limitIn(limit, SECONDS);
  if (atMost === undefined) return { check, verdict: 'inconclusive', detail: `${limit} is not a time such as 250ms` };
  const seconds = probes.flatMap((probe) => (probe.is === 'good' ? [probe.seconds] : []));
  if (seconds.length === 0) return { check, verdict: 'inconclusive', detail: 'no request had a good answer to time' };
  const value = quantile(seconds, 0.95);
  const verdict = beyond(value, atMost) ? 'fail' : 'pass';
  const words = inWords(atMost, SECONDS);
  const detail = `p95 of ${seconds.length} good answers is ${inWords(value, SECONDS)}`;
  return { check, value, limit: `at most ${words}`, verdict, detail };
}

/** Each different reason once, with how often it came; three are enough to see what is wrong. */
function reasons(probes: readonly Probe[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const probe of probes) if (probe.is !== 'good') counts.set(probe.detail, (counts.get(probe.detail) ?? 0) + 1);
  return [...counts].slice(0, 3).map(([detail, count]) => (count > 1 ? `${detail} (${count} times)` : detail));
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(4))} %`;
