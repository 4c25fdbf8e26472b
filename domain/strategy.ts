import type { z } from 'zod';
import type { Rules, Step } from './plan.ts';
import type { RolloutCore } from './spec.ts';
import type { Conditions, PodSeen, Snapshot } from './snapshot.ts';

/** What a strategy may know: the spec beside its own part, what was seen, and how far it has come. */
export interface Seen {
  readonly spec: RolloutCore;
  readonly snapshot: Pick<Snapshot, 'replicas' | 'pods' | 'readySeconds'>;
  readonly conditions: Conditions;
  /** Where the rollout stands: all stable and no candidate before the first step. */
  readonly standing: { readonly stable: number; readonly candidate: number };
  /** Uids of stable pods already marked to go next. */
  readonly leaving: readonly string[];
}

/** What a strategy says beside its steps: whom to replace first, and why. */
export interface Compiled {
  readonly steps: readonly Step[];
  readonly order: readonly (PodSeen & { readonly why: string })[];
  /** Pods that move at once, at most. */
  readonly batch: number;
  /** Checks of the strategy's own, asked beside the user's at the gates of these names. */
  readonly asks?: Partial<Rules['gates']>;
}

/** A strategy is a compiler: pure, total, and ignorant of how its steps are carried out. */
export interface Strategy<Kind extends string = string, Params extends z.ZodType = z.ZodType> {
  readonly kind: Kind;
  /** One sentence for `--help` and the docs. */
  readonly summary: string;
  readonly params: Params;
  /** `params` must have been parsed by the schema beside it. */
  readonly compile: (params: unknown, seen: Seen) => Compiled;
}

export const defineStrategy = <const Kind extends string, Params extends z.ZodType>(strategy: {
  kind: Kind;
  summary: string;
  params: Params;
  compile: (params: z.infer<Params>, seen: Seen) => Compiled;
}): Strategy<Kind, Params> => ({
  ...strategy,
  // The registry calls with what the same schema has parsed; TypeScript cannot see the pairing through a map.
  compile: (params, seen) => strategy.compile(params as z.infer<Params>, seen),
});
