import { candidatesBeside, sizeOf } from './batch.ts';
import type { Batch } from './batch.ts';
import { isWatch } from './plan.ts';
import type { Step } from './plan.ts';
import { gate, refOf, replace, stabilize, watch } from './steps.ts';
import type { Seen } from './strategy.ts';
import type { PodSeen } from './snapshot.ts';
import type { Duration } from './scalars.ts';

/** Up to so many batches each has steps of its own; beyond, a step carries a tranche of batches. */
const BATCHES_WITH_STEPS = 50;
/** A tranche rollout has about so many tranches, whatever the number of pods. */
const TRANCHES = 20;

export interface Stretch {
  readonly batch: Batch;
  /** The stable pods there are now, first to go first. */
  readonly order: readonly PodSeen[];
  /** The stable counts to pass through. */
  readonly counts: readonly number[];
  /** How long a batch must stay ready. @default the spec's */
  readonly window?: Duration;
}

/**
 * Replaces stable pods down through the given counts: candidates come, settle, are judged; then the next replace lets
 * the pods they stand in for go. The intermediate gate follows every batch but the last.
 */
export function podByPod(seen: Seen, stretch: Stretch): readonly Step[] {
  return stretch.counts.length > BATCHES_WITH_STEPS ? tranches(seen, stretch) : batches(seen, stretch);
}

function batches(seen: Seen, { batch, order, counts, window }: Stretch): readonly Step[] {
  const { replicas } = seen.snapshot;
  return counts.flatMap((stable, i) => {
    const before = i === 0 ? seen.standing : standingAt(counts[i - 1] ?? replicas, replicas, batch);
    const { candidate } = standingAt(stable, replicas, batch);
    const gone = seen.standing.stable - stable;
    const leaving = order.slice(seen.standing.stable - before.stable, gone);
    const next = order.slice(gone, gone + sizeOf(batch)).map(refOf);
    const unmarked = before.candidate === 0 ? leaving.map(refOf) : []; // later ones were `next` of the step before
    const step = replace(
      { stable, replicas, batch, leaving: unmarked, next },
      whyReplace(stable, candidate, replicas, leaving),
    );
    return candidate === before.candidate
      ? [step] // only stable pods leave: every candidate has been judged
      : [step, ...judged(seen, candidate, window)];
  });
}

function judged(seen: Seen, candidate: number, window: Duration | undefined): readonly Step[] {
  const { replicas } = seen.snapshot;
  const intermediate = gate('intermediateValidation', seen.spec, `the whole is judged at ${candidate} of ${replicas}`);
  return [
    watch(`${candidate} of ${replicas} candidates are ready and stay so`, stabilize(candidate, seen.spec, window)),
    ...gate('postPodReplacement', seen.spec, `candidate ${candidate} of ${replicas} is judged`),
    ...(candidate === replicas ? [] : intermediate),
  ];
}

const standingAt = (stable: number, replicas: number, batch: Batch) => ({
  stable,
  candidate: candidatesBeside(stable, replicas, batch),
});

function whyReplace(stable: number, candidate: number, replicas: number, leaving: readonly PodSeen[]): string {
  const names = leaving.slice(0, 3).map(({ name }) => name);
  const more = leaving.length > 3 ? ` and ${leaving.length - 3} more` : '';
  const goes = names.length > 0 ? `; ${names.join(', ')}${more} ${leaving.length > 1 ? 'go' : 'goes'}` : '';
  return `${candidate} of ${replicas} pods run the candidate, ${stable} stable stay${goes}`;
}

function tranches(seen: Seen, { batch, counts, window }: Stretch): readonly Step[] {
  const { replicas } = seen.snapshot;
  const size = Math.ceil(counts.length / TRANCHES);
  const ends = counts.filter((_, i) => i % size === size - 1 || i === counts.length - 1);
  return ends.map((stable, i) => {
    const { candidate } = standingAt(stable, replicas, batch);
    const each = judged(seen, candidate, window).flatMap(({ do: what }) => (isWatch(what) ? [what] : []));
    const why = `batch by batch until ${replicas - stable} of ${replicas} stable pods have gone`;
    const from = ends[i - 1] ?? seen.standing.stable;
    return replace({ stable, replicas, batch, tranche: { from, each } }, why);
  });
}
