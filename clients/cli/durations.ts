import { Duration, milliseconds } from '../../domain/scalars.ts';
import { UsageError } from './session.ts';

/** Milliseconds of a duration on the command line, such as `10m`. Throws UsageError. */
export function readDuration(flag: string, text: string): number {
  const result = Duration.safeParse(text);
  if (!result.success) throw new UsageError(`${flag} ${text}: expected a duration such as 90s, 10m or 2h`);
  return milliseconds(result.data);
}
