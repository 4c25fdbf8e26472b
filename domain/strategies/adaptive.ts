import { z } from 'zod';
import { boundedBatch, sizeOf } from '../batch.ts';
import type { Batch } from '../batch.ts';
import { leavingFirst, worstFirst } from '../order.ts';
import { podByPod } from '../pod-by-pod.ts';
import { countOf, durationOf, milliseconds, PodShare } from '../scalars.ts';
import type { Duration } from '../scalars.ts';
import type { Conditions } from '../snapshot.ts';
import { begin, finish, replan } from '../steps.ts';
import { defineStrategy } from '../strategy.ts';
import type { Seen } from '../strategy.ts';

/**
 * Worst performer first; how many go at once depends on how much trouble there is. The pace is
 * (1 − load) · (1 − degradation) · errorBudget, each 0 to 1, what is unknown counted as 0.5: not knowing is a reason
 * to be careful, not to stop. The batch is pace · largest, at least 1; the settling time is stretched by up to 2.
 */
export const adaptive = defineStrategy({
  kind: 'adaptive',
  summary: 'Worst performer first, at a pace that follows load, degradation and error budget.',
  params: z.strictObject({
    largest: PodShare.default('25%').describe('Pods that go at once when all is calm'),
    performance: z
      .string()
      .min(1)
      .optional()
      .describe('PromQL with one series per `pod`, 0 (worst) to 1: who is replaced first'),
    load: z.string().min(1).optional().describe('Name of a metric, 0 (idle) to 1 (saturated)'),
    errorBudget: z.string().min(1).optional().describe('Name of a metric: share of the error budget left, 0 to 1'),
  }),
  compile: ({ largest }, seen) => {
    const { replicas, pods } = seen.snapshot;
    const most = Math.max(1, countOf(largest, replicas, 'up'));
    const pace = paceOf(seen.conditions);
    const batch = boundedBatch(Math.max(1, Math.round(pace * most)), replicas, seen.spec.limits);
    const order = leavingFirst(worstFirst(pods), seen.leaving);
    const window = stretched(seen.spec.stabilization.for, pace);
    const stable = nextStable(seen, batch);
    const stretch = podByPod(seen, { batch, order, counts: [stable], window });
    const started = seen.standing.candidate > 0;
    const next = stable === 0 ? finish(seen.spec) : [replan('how many go next depends on what was seen')];
    return {
      steps: [...(started ? [] : begin(seen.spec)), ...stretch, ...next],
      order,
      batch: sizeOf(boundedBatch(most, replicas, seen.spec.limits)),
    };
  },
});

/** Stable pods that stay: those that the candidates already judged stand in for may go, down to the floor. */
function nextStable({ standing: { stable, candidate }, snapshot: { replicas } }: Seen, { unavailable }: Batch): number {
  const spare = stable + candidate - (replicas - unavailable);
  return Math.max(0, stable - Math.max(0, spare));
}

/** 0 (stop and look) to 1 (full pace). */
function paceOf({ load = 0.5, degradation = 0.5, errorBudget = 0.5 }: Conditions): number {
  const share = (x: number): number => Math.min(1, Math.max(0, x));
  return (1 - share(load)) * (1 - share(degradation)) * share(errorBudget);
}

const stretched = (window: Duration, pace: number): Duration =>
  durationOf(Math.ceil((milliseconds(window) / 1000) * (2 - pace)));
