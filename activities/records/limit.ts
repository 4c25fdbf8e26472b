import type { ReportFilter } from './port.ts';

const DEFAULT_LIMIT = 50;

/** How many reports a filter asks for. Throws RangeError for what the databases would each take differently. */
export function limitOf({ limit = DEFAULT_LIMIT }: ReportFilter): number {
  if (Number.isSafeInteger(limit) && limit > 0) return limit;
  throw new RangeError(`list reports: limit is ${limit}, expected a whole number from 1`);
}
