import { isPivot } from '../domain/plan.ts';
import type { Approval, Step } from '../domain/plan.ts';
import type { Progress } from './interpret.ts';
import type { Approve, Phase } from './messages.ts';

/** How the rollout stands when a command comes in; all that a validator looks at. */
export interface Standing {
  readonly phase: Phase;
  readonly paused: boolean;
  readonly progress: Progress | undefined;
  /** Why it goes home, once it does. */
  readonly stopBecause: string | undefined;
  /** The approval that is waited for. */
  readonly awaited: Approval | undefined;
  /** The step whose effect runs and can be called off. */
  readonly running: Step | undefined;
}

/*
 * Whether a command may be given now. Each throws an Error that says why not, and changes nothing: Temporal calls
 * validators synchronously and leaves no trace of what they refuse.
 */

export function mayPause({ phase }: Standing): void {
  assertOpen('pause', phase);
}

export function mayApprove({ phase, awaited, progress }: Standing, { gate, by, plan }: Approve): void {
  assertOpen('approve', phase);
  if (awaited?.name !== gate)
    throw new Error(`nobody waits for ${gate} now${awaited ? `; ${awaited.name} is waited for` : ''}`);
  if (awaited.by && !awaited.by.includes(by))
    throw new Error(`${by} may not approve ${gate}; ${awaited.by.join(', ')} may`);
  const digest = progress?.plan.digest;
  if (plan !== undefined && plan !== digest)
    throw new Error(`the plan is ${digest ?? 'not made'}, not ${plan}: read it again`);
}

export function mayPromote({ phase, progress, running }: Standing): void {
  assertOpen('promote', phase);
  const step = progress?.plan.steps[progress.begun - 1];
  const judges = step !== undefined && !('undo' in step);
  if (phase === 'held' && judges) return;
  if (step !== undefined && running === step && waitsForTime(step)) return;
  throw new Error(`nothing can be skipped now: ${step ? step.why : 'no step runs'}`);
}

/** A soak, or a wait for the market: time goes by, and a person may know better. */
const waitsForTime = ({ do: what }: Step): boolean =>
  what.op === 'analyse' || (what.op === 'gate' && what.gate === 'window');

export function mayResume({ phase, paused }: Standing): void {
  assertOpen('resume', phase);
  if (!paused && phase !== 'held') throw new Error('it is neither paused nor held');
}

export function mayAbort({ phase, progress, stopBecause }: Standing): void {
  assertOpen('abort', phase);
  if (progress?.plan.steps.slice(0, progress.begun).some(isPivot))
    throw new Error('it is being promoted; roll it back afterwards');
  if (stopBecause !== undefined) throw new Error(`it is already going home: ${stopBecause}`);
}

function assertOpen(what: string, phase: Phase): void {
  if (phase === 'ended' || phase === 'going-home') throw new Error(`cannot ${what}: the rollout is ${phase}`);
}
