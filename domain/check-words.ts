import { checkName } from './checks/check.ts';
import type { Check, CheckOf } from './checks/check.ts';
import type { Quantity } from './checks/quantity.ts';
import { assertNever } from './scalars.ts';

/** What a check asks, in one line for a person. */
export function checkWords(check: Check): string {
  const lenient = check.onFail === 'warn' ? ' (a failure only warns)' : '';
  return `${checkName(check)}: ${question(check)}${lenient}`;
}

function question(check: Check): string {
  switch (check.kind) {
    case 'metric':
      return metricQuestion(check);
    case 'degradation':
      return `the weighted worsening against the baseline is at most ${limitWords(check.atMost)}`;
    case 'trading':
      return 'the trading metrics are within their limits';
    case 'traffic':
      return `the candidate takes its predicted share of ${check.name}, give or take ${limitWords(check.tolerance)}`;
    case 'http':
      return httpQuestion(check);
    case 'kubernetes':
      return `${check.ask.join(', ')}; at most ${check.restartsAtMost} restarts of a candidate, ${check.unhealthyAtMost} unhealthy before we start`;
    case 'image':
      return check.ask === 'exists' ? 'the image exists in the registry' : 'the image was scanned';
    case 'market':
      return marketQuestion(check);
    case 'compliance':
      return `the controls of ${check.frameworks.join(', ')} are met`;
    case 'backup':
      return check.url === undefined ? 'a recent backup exists' : `${check.url} confirms a recent backup`;
    default:
      return assertNever(check);
  }
}

function metricQuestion({ name, compare, minimumSamples, ...limits }: CheckOf<'metric'>): string {
  const absolute = bounds(limits);
  const parts = [
    ...(absolute === '' ? [] : [`${name} is ${absolute}`]),
    ...(compare ? [`${comparison(name, compare)} is ${bounds(compare) || 'not limited'}`] : []),
    ...(minimumSamples === undefined ? [] : [`on ${minimumSamples} samples or more`]),
  ];
  return parts.join(', ') || `${name} can be measured`;
}

function comparison(name: string, { with: reference, as }: NonNullable<CheckOf<'metric'>['compare']>): string {
  const other = reference === 'baseline' ? 'its baseline' : 'the stable pods';
  return as === 'ratio' ? `${name} ÷ ${other}` : `${name} − ${other}`;
}

function marketQuestion({ market, volatilityAtMost, volumeAtMost, sessions, horizon }: CheckOf<'market'>): string {
  const calm = `${market} is calm: volatility at most ${volatilityAtMost}, volume at most ${volumeAtMost} × the average`;
  const names = sessions.map(({ name }) => name).join(', ');
  return sessions.length === 0 ? calm : `${calm}, and none of ${names} now or within ${horizon}`;
}

function httpQuestion({ url, samples, failuresAtMost, latencyAtMost }: CheckOf<'http'>): string {
  const latency = latencyAtMost === undefined ? '' : `, p95 at most ${limitWords(latencyAtMost)}`;
  return `${samples} requests to ${url}: failures at most ${limitWords(failuresAtMost)}${latency}`;
}

function bounds({
  atMost,
  atLeast,
}: {
  readonly atMost?: Quantity | undefined;
  readonly atLeast?: Quantity | undefined;
}): string {
  const parts = [
    ...(atLeast === undefined ? [] : [`at least ${limitWords(atLeast)}`]),
    ...(atMost === undefined ? [] : [`at most ${limitWords(atMost)}`]),
  ];
  return parts.join(' and ');
}

/** A limit as it was written. */
export const limitWords = (quantity: Quantity): string => String(quantity);
