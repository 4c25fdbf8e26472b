import { z } from 'zod';

/** Length of time as an operator writes it: `500ms`, `90s`, `10m`, `2h`, `1d`. Passed to Temporal unchanged. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;
export const Duration = z
  .templateLiteral([z.number().nonnegative(), z.enum(['ms', 's', 'm', 'h', 'd'])], {
    error: 'expected a duration such as 90s, 10m or 2h',
  })
  .meta({ id: 'Duration', description: 'Length of time: 500ms, 90s, 10m, 2h, 1d', examples: ['90s', '10m'] });

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration. */
export function milliseconds(duration: Duration): number {
  const [, count = '0', unit = 's'] = /^([\d.]+)(ms|s|m|h|d)$/.exec(duration) ?? [];
  return Number(count) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
}

/** The shortest way to write so many seconds, rounded to whole seconds: 90 is `90s`, 600 is `10m`. */
export function durationOf(seconds: number): Duration {
  const whole = Math.round(seconds);
  if (whole > 0 && whole % 3600 === 0) return `${whole / 3600}h`;
  if (whole > 0 && whole % 60 === 0) return `${whole / 60}m`;
  return `${whole}s`;
}

/** A count of pods or a share of them, as Kubernetes writes it: `2` or `25%`. */
export const PodShare = z
  .union([z.number().int().min(0), z.string().regex(/^(100|\d{1,2})%$/)], {
    error: 'expected a count of pods such as 2, or a share such as 25%',
  })
  .meta({ id: 'PodShare', description: 'Count of pods (2) or share of them (25%)' });
export type PodShare = z.infer<typeof PodShare>;

/** How many of `pods` a share is. Kubernetes rounds `maxUnavailable` down and `maxSurge` up. */
export function countOf(share: PodShare, pods: number, round: 'up' | 'down'): number {
  if (typeof share === 'number') return share;
  const exact = (Number(share.slice(0, -1)) * pods) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}

/** A DNS-1123 label, the form of every name in Kubernetes that we meet. */
export const DnsLabel = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'expected a DNS-1123 label: lower case letters, digits and "-"');

/** A DNS-1123 subdomain: labels joined by dots, at most 253 characters. */
export const DnsName = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    'expected a DNS-1123 name: lower case letters, digits, "-" and "."',
  );

/** What an exhaustive `switch` ends in. Throws TypeError: a variant nobody handled is a bug. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected variant: ${JSON.stringify(value)}`);
}
