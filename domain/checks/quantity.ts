import { z } from 'zod';

/** How many of the base unit one of each unit is: seconds, bytes, a fraction of one. */
const UNITS = {
  '': 1,
  '%': 0.01,
  pp: 0.01,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
} as const;

const PATTERN = /^(-?\d+(?:\.\d+)?)\s*(%|pp|ms|s|m|h|B|KiB|MiB|GiB)?$/;

/** A limit with its unit, as an operator writes it: `250ms`, `1%`, `2pp`, `512MiB`, or a bare number. */
export const Quantity = z
  .union([z.number(), z.string().regex(PATTERN)], {
    error: 'expected a number with a unit such as 250ms, 1%, 2pp, 512MiB, or a bare number',
  })
  .meta({
    id: 'Quantity',
    description: 'Number with a unit: 250ms, 1%, 2pp, 512MiB; bare numbers are taken as they are',
  });
export type Quantity = z.infer<typeof Quantity>;

/** The quantity in base units: seconds, bytes, fractions of one (1 % is 0.01). */
export function baseUnits(quantity: Quantity): number {
  if (typeof quantity === 'number') return quantity;
  const [, number = 'NaN', unit = ''] = PATTERN.exec(quantity) ?? [];
  return Number(number) * UNITS[unit as keyof typeof UNITS];
}
