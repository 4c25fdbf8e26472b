import type { Replace, Step, Window } from './plan.ts';
import { watch } from './steps.ts';

/**
 * Steps with a window before every replace but the first, whose gate has just been asked. Inside a tranche the window
 * follows each batch: whoever carries the tranche out leaves it away after the last one, where the next step asks.
 */
export function withWindows(steps: readonly Step[], window: Window, why: string): readonly Step[] {
  const first = steps.findIndex((step) => step.do.op === 'replace');
  return steps.flatMap((step, i) => {
    if (step.do.op !== 'replace' || !('undo' in step)) return [step];
    const asked = { ...step, do: inside(step.do, window) };
    return i === first ? [asked] : [watch(why, window), asked];
  });
}

const inside = ({ tranche, ...rest }: Replace, window: Window): Replace =>
  tranche ? { ...rest, tranche: { ...tranche, each: [...tranche.each, window] } } : rest;
