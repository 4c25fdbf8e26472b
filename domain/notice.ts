import { z } from 'zod';

/** A rollout that needs a person now. Sent while it waits; the report follows when it has ended. */
export const Notice = z
  .object({
    schema: z.literal('tidegate.dev/notice/v1'),
    rollout: z.string(),
    /** The step that waits; with the rollout it tells one notice from another. */
    step: z.number().int(),
    /** `held`: a step failed and somebody must decide. `approval`: somebody is asked to agree. */
    needs: z.enum(['decision', 'approval']),
    target: z.string(),
    application: z.string(),
    image: z.string(),
    because: z.string(),
    /** What can be done, as commands. */
    remedies: z.array(z.string()),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Notice' });
export type Notice = z.infer<typeof Notice>;
