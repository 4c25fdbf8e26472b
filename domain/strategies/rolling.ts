import { z } from 'zod';
import { boundedBatch, descent, sizeOf } from '../batch.ts';
import { healthiestLast } from '../order.ts';
import { podByPod } from '../pod-by-pod.ts';
import { begin, finish } from '../steps.ts';
import { defineStrategy } from '../strategy.ts';
import type { Strategy } from '../strategy.ts';

const none = z.strictObject({});

/** A strategy that replaces a fixed number of pods at a time; `wanted` tells how many of so many. */
function paced<const Kind extends string>(
  kind: Kind,
  summary: string,
  wanted: (replicas: number) => number,
): Strategy<Kind, typeof none> {
  return defineStrategy({
    kind,
    summary,
    params: none,
    compile: (_, seen) => {
      const { replicas, pods } = seen.snapshot;
      const batch = boundedBatch(wanted(replicas), replicas, seen.spec.limits);
      const order = healthiestLast(pods);
      const steps = [
        ...begin(seen.spec),
        ...podByPod(seen, { batch, order, counts: descent(replicas, batch) }),
        ...finish(seen.spec),
      ];
      return { steps, order, batch: sizeOf(batch) };
    },
  });
}

export const conservative = paced('conservative', 'One pod at a time.', () => 1);
export const balanced = paced('balanced', 'A quarter of the pods at a time.', (n) => Math.ceil(n / 4));
export const aggressive = paced('aggressive', 'Half of the pods at a time.', (n) => Math.ceil(n / 2));
