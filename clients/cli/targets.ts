import { z } from 'zod';
import { parseTarget } from '../../domain/target.ts';
import type { Target } from '../../domain/target.ts';
import { UsageError } from './session.ts';

/** Reads `name`, `namespace/name`, `namespace/kind/name` or `cluster/namespace/kind/name`. Throws UsageError. */
export function readTarget(text: string): Target {
  const parts = text.split('/');
  try {
    return parseTarget(parts.length === 2 ? `${parts[0]}/deployment/${parts[1]}` : text);
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const problems = cause.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new UsageError(`target ${JSON.stringify(text)}: ${problems}; expected [cluster/][namespace/][kind/]name`, {
      cause,
    });
  }
}
