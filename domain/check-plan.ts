import { sizeOf } from './batch.ts';
import { isPivot, isWatch, undoOf, wayBack } from './plan.ts';
import type { Action, Replace, Step } from './plan.ts';
import { countOf, milliseconds } from './scalars.ts';
import type { Duration } from './scalars.ts';
import type { RolloutCore } from './spec.ts';
import { apply, before, servingDuring } from './world.ts';
import type { World } from './world.ts';

export interface Diagnostic {
  readonly code: 'EMPTY' | 'CAPACITY' | 'NO_WAY_BACK' | 'PIVOT' | 'UNJUDGED' | 'TWICE' | 'ENVELOPE';
  /** Index of the step; -1 for the plan as a whole. */
  readonly step: number;
  readonly message: string;
}

/** What the rules need to know beside the steps. */
export interface Ground {
  readonly replicas: number;
  readonly limits: RolloutCore['limits'];
  readonly largestBatch: number;
  /** Shortest time that a batch must settle. */
  readonly shortestStabilization: Duration;
  /** Where the steps begin; a replan begins in the middle. */
  readonly standing: World;
}

/** What every plan must keep, whichever strategy wrote it. An empty list means the plan may be run. */
export function checkPlan(steps: readonly Step[], ground: Ground): readonly Diagnostic[] {
  return [
    ...(sizeOf(batchOf(steps)) === 0 ? [emptyBatch(ground)] : []),
    ...ending(steps),
    ...capacity(steps, ground),
    ...judgement(steps),
    ...waysBack(steps, ground),
    ...once(steps),
    ...settling(steps, ground),
  ];
}

const replaces = (steps: readonly Step[]): readonly Replace[] =>
  steps.flatMap((s) => (s.do.op === 'replace' ? [s.do] : []));
const batchOf = (steps: readonly Step[]) => replaces(steps)[0]?.batch ?? { surge: 0, unavailable: 0 };
const isAction = (step: Step): step is Step & { do: Action } => 'undo' in step;

const emptyBatch = ({ replicas, limits }: Ground): Diagnostic => ({
  code: 'EMPTY',
  step: -1,
  message:
    `no pod can be replaced: of ${replicas} pods, maxSurge ${limits.maxSurge} and maxUnavailable ` +
    `${limits.maxUnavailable} both come to none; raise one of them`,
});

function ending(steps: readonly Step[]): readonly Diagnostic[] {
  const ends = steps.flatMap((s, i) => (isPivot(s) || s.do.op === 'replan' ? [i] : []));
  if (ends.length === 1 && ends[0] === steps.length - 1) return [];
  return [{ code: 'PIVOT', step: ends[0] ?? -1, message: 'a plan ends, once, in a promotion or a replan' }];
}

function capacity(steps: readonly Step[], { replicas, limits, largestBatch, standing }: Ground): readonly Diagnostic[] {
  const floor = replicas - countOf(limits.maxUnavailable, replicas, 'down');
  const ceiling = replicas + countOf(limits.maxSurge, replicas, 'up');
  const found: Diagnostic[] = [];
  let world = standing;
  steps.forEach((step, i) => {
    if (!isAction(step)) return;
    if (step.do.op === 'replace') {
      const [serving, pods] = [servingDuring(world, step.do), step.do.stable + step.do.candidate];
      if (!step.do.tranche && serving < floor)
        found.push({ code: 'CAPACITY', step: i, message: `only ${serving} pods would serve, the limit is ${floor}` });
      if (pods > ceiling)
        found.push({ code: 'CAPACITY', step: i, message: `there would be ${pods} pods, the limit is ${ceiling}` });
      if (sizeOf(step.do.batch) > largestBatch)
        found.push({
          code: 'ENVELOPE',
          step: i,
          message: `a batch of ${sizeOf(step.do.batch)} passes what was approved, ${largestBatch}`,
        });
    }
    world = apply(world, step.do);
  });
  return found;
}

/** After candidates came, something must look at them before anything else is changed. */
function judgement(steps: readonly Step[]): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  let unjudged = false;
  let candidate = -1;
  steps.forEach((step, i) => {
    if (!isAction(step)) {
      // A window asks whether we may go on, not how the candidates do.
      if (step.do.op !== 'gate' || step.do.gate !== 'window') unjudged = false;
      return;
    }
    if (unjudged) found.push({ code: 'UNJUDGED', step: i, message: 'nothing was judged since the last change' });
    unjudged = step.do.op === 'replace' && step.do.candidate !== candidate && !step.do.tranche;
    if (step.do.op === 'replace') candidate = step.do.candidate;
  });
  return found;
}

function waysBack(steps: readonly Step[], { replicas, standing }: Ground): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  steps.forEach((step, i) => {
    if (!isAction(step) || isPivot(step)) return;
    if (undoOf(step).length === 0) found.push({ code: 'NO_WAY_BACK', step: i, message: 'a change without an undo' });
    const back = wayBack(steps, i + 1) ?? [];
    const there = steps.slice(0, i + 1).reduce((w, s) => (isAction(s) ? apply(w, s.do) : w), standing);
    const home = back.reduce(apply, there);
    if (JSON.stringify(home) !== JSON.stringify(before(replicas)))
      found.push({ code: 'NO_WAY_BACK', step: i, message: 'undoing does not lead back to the start' });
  });
  return found;
}

function once(steps: readonly Step[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  const found: Diagnostic[] = [];
  steps.forEach((step, i) => {
    if (step.do.op !== 'replace') return;
    for (const { name, uid } of [...(step.do.leaving ?? []), ...step.do.next]) {
      if (seen.has(uid)) found.push({ code: 'TWICE', step: i, message: `${name} would be replaced twice` });
      seen.add(uid);
    }
  });
  return found;
}

function settling(steps: readonly Step[], { shortestStabilization }: Ground): readonly Diagnostic[] {
  const shortest = milliseconds(shortestStabilization);
  return steps.flatMap((step, i) => {
    const watches = step.do.op === 'replace' ? (step.do.tranche?.each ?? []) : isWatch(step.do) ? [step.do] : [];
    const hasty = watches.some((watch) => watch.op === 'stabilize' && milliseconds(watch.window) < shortest);
    const message = `a batch would settle for less than was approved, ${shortestStabilization}`;
    return hasty ? [{ code: 'ENVELOPE', step: i, message } as const] : [];
  });
}
