import { compileSteps } from '../../domain/compile.ts';
import type { Action } from '../../domain/plan.ts';
import { RolloutDocument } from '../../domain/rollout.ts';
import type { RolloutInput } from '../../domain/rollout.ts';
import type { Conditions } from '../../domain/snapshot.ts';
import { StepFailed } from '../../domain/verdict.ts';
import { apply, before } from '../../domain/world.ts';
import type { World } from '../../domain/world.ts';
import type { Effects } from '../../workflows/interpret.ts';
import { aSnapshot } from './builders.ts';

export interface Fault {
  /** Key of the step at which it strikes. */
  readonly at: string;
  readonly when: 'before' | 'after' | 'verdict' | 'abort';
}

/** A world in which a plan is carried out without a cluster, and in which one thing may go wrong. */
export function modelOf(
  document: RolloutInput,
  replicas: number,
  fault?: Fault,
  conditions: () => Conditions = () => ({}),
) {
  let world = before(replicas);
  const trail: World[] = [world];
  const change = (action: Action): void => {
    world = apply(world, action);
    trail.push(world);
  };
  const strikes = (key: string, when: Fault['when']): boolean => fault?.at === key && fault.when === when;
  const effects: Effects = {
    act: async (action, key) => {
      if (strikes(key, 'before')) throw new StepFailed('refused');
      change(action);
      if (strikes(key, 'after')) throw new StepFailed('timed out');
    },
    takeBack: async (action) => change(action),
    watch: async (_, key) =>
      strikes(key, 'verdict') ? { is: 'fail', because: 'errors', evidence: [] } : { is: 'pass', evidence: [] },
    replan: async ({ plan }) => {
      const last = plan.steps.flatMap((s) => (s.do.op === 'replace' ? [s.do] : [])).at(-1);
      const { stable, candidate } = last ?? before(replicas);
      const snapshot = aSnapshot(replicas, aSnapshot(replicas).pods.slice(replicas - stable));
      const standing = { stable, candidate };
      const leaving = last?.next.map(({ uid }) => uid) ?? [];
      return compileSteps(RolloutDocument.parse(document), snapshot, conditions(), { standing, leaving }).steps;
    },
    mayBegin: async ({ begun }) => (strikes(`${begun}`, 'abort') ? 'aborted' : undefined),
    onFailure: async () => 'home',
    shielded: (body) => body(),
  };
  return { effects, trail, world: () => world };
}
