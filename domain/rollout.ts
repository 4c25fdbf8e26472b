import { z } from 'zod';
import { DnsName } from './scalars.ts';
import { RolloutCore } from './spec.ts';
import { StrategySpec } from './strategies/index.ts';

/** One rollout of one target, as a user writes it. Unknown keys are errors. */
export const RolloutDocument = z
  .strictObject({
    apiVersion: z.literal('tidegate.dev/v1'),
    kind: z.literal('Rollout'),
    metadata: z.strictObject({ name: DnsName }),
    spec: RolloutCore.extend({ strategy: StrategySpec }),
  })
  .meta({ id: 'Rollout' });

/** The document after parsing: every default filled in. */
export type RolloutDocument = z.infer<typeof RolloutDocument>;
/** The document as written. This, not the parsed form, travels, so that it is parsed where it is used. */
export type RolloutInput = z.input<typeof RolloutDocument>;
