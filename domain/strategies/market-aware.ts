import { z } from 'zod';
import { boundedBatch, descent, sizeOf } from '../batch.ts';
import type { CheckOf } from '../checks/check.ts';
import { MARKET_LIMITS, marketData } from '../market/data.ts';
import { healthiestLast } from '../order.ts';
import { podByPod } from '../pod-by-pod.ts';
import { Duration, durationOf, milliseconds } from '../scalars.ts';
import type { Conditions } from '../snapshot.ts';
import { begin, finish } from '../steps.ts';
import { defineStrategy } from '../strategy.ts';
import type { Seen } from '../strategy.ts';
import { withWindows } from '../windows.ts';

/** Above it the pods go one by one (S0-059). */
const VOLATILE = 0.8;
/** Multiple of the average volume above which they settle twice as long, too (S0-060). */
const BUSY = 1.5;

/**
 * As fast as the market lets it, and never into a critical session (S0-007, S0-058):
 *
 * - volatility above 0.8 or not known, or volume not known: conservative, one pod at a time;
 * - volume above 1.5 × average: volume-aware, one pod at a time with doubled stabilization (D0-11);
 * - otherwise balanced, a quarter of the pods at a time.
 *
 * The market is checked before anything is touched, then again before more pods go; the latter waits (D0-06, D0-07).
 */
export const marketAware = defineStrategy({
  kind: 'marketAware',
  summary: 'A pace that follows the market, outside of its critical sessions.',
  params: z.strictObject({
    market: z.string().min(1).optional().describe('Market identifier code, such as XNYS. Default: that of marketHours'),
    ...marketData,
    wait: Duration.default('1h').describe('How long the next pods wait for the market; then the rollout goes home'),
    every: Duration.default('30s').describe('How often it is asked meanwhile'),
  }),
  compile: ({ wait, every, market, ...data }, seen) => {
    const { replicas, pods } = seen.snapshot;
    const pace = paceOf(seen);
    const batch = boundedBatch(pace.pods, replicas, seen.spec.limits);
    const [order, counts] = [healthiestLast(pods), descent(replicas, batch)];
    const name = market ?? seen.spec.marketHours?.market ?? 'unnamed';
    const ask = { kind: 'market', onFail: 'fail', ...MARKET_LIMITS, ...data, market: name } as const;
    const [start, next] = horizons(seen, counts.length, pace.window).map((horizon): CheckOf<'market'> => ({
      ...ask,
      horizon,
    }));
    const asks = { preDeployment: start ? [start] : [], window: next ? [next] : [] };
    const gates = { ...seen.spec.gates, preDeployment: [...seen.spec.gates.preDeployment, ...asks.preDeployment] };
    const window = { op: 'gate', gate: 'window', name: 'window', every, deadline: wait } as const;
    const stretch = podByPod(seen, { batch, order, counts, window: pace.window });
    const steps = [
      ...begin({ ...seen.spec, gates }),
      ...withWindows(stretch, window, `more pods go only while ${name} allows; ${pace.why}`),
      ...finish(seen.spec),
    ];
    return { steps, order, batch: sizeOf(batch), asks };
  },
});

interface Pace {
  readonly pods: number;
  readonly window: Duration;
  readonly why: string;
}

function paceOf({ spec, snapshot: { replicas }, conditions }: Seen): Pace {
  const { volatility, volumeRatio }: NonNullable<Conditions['market']> = conditions.market ?? {};
  const { for: window } = spec.stabilization;
  if (volumeRatio !== undefined && volumeRatio > BUSY) {
    const why = `volume is ${Number(volumeRatio.toFixed(2))} × its average, so one at a time with doubled stabilization`;
    return { pods: 1, window: durationOf((2 * milliseconds(window)) / 1000), why };
  }
  if (volatility === undefined || volumeRatio === undefined) {
    const what = volatility === undefined ? 'volatility' : 'volume';
    return { pods: 1, window, why: `${what} was not known, so one at a time` };
  }
  if (volatility > VOLATILE) return { pods: 1, window, why: `volatility was ${volatility}, so one at a time` };
  return { pods: Math.ceil(replicas / 4), window, why: 'the market was calm, so a quarter at a time' };
}

/**
 * How far to look for a session: planned duration and time for the way back (D0-06). At the start
 * batches · (time to ready + stabilization) + soak + readyWithin, later one batch + readyWithin: the way back is one
 * more batch, and `readyWithin` is what the user gives a batch.
 */
function horizons({ spec, snapshot }: Seen, batches: number, window: Duration): readonly Duration[] {
  const seconds = (duration: Duration): number => milliseconds(duration) / 1000;
  const batch = snapshot.readySeconds + seconds(window);
  const back = seconds(spec.stabilization.readyWithin);
  return [batches * batch + seconds(spec.monitor.for) + back, batch + back].map((s) => durationOf(Math.ceil(s)));
}
