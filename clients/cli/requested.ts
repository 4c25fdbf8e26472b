import { RolloutDocument } from '../../domain/rollout.ts';
import type { RolloutInput } from '../../domain/rollout.ts';
import { targetId } from '../../domain/target.ts';
import type { Target } from '../../domain/target.ts';
import { readDocument } from '../documents/read.ts';
import { UsageError } from './session.ts';
import type { Session } from './session.ts';
import { readTarget } from './targets.ts';

/** What `deploy` was told to roll out. */
export interface Requested {
  readonly file?: string;
  readonly target?: string;
  readonly strategy?: string;
}

export interface Request {
  readonly document: RolloutInput;
  readonly target: Target;
}

/** The document to start: the given one, or one made for an image. Throws UsageError, DocumentRefused. */
export async function requested(session: Session, image: string | undefined, options: Requested): Promise<Request> {
  if (options.file !== undefined && image !== undefined)
    throw new UsageError('deploy takes an image or --file, not both; the image of a document stands in spec.revision');
  if (options.file !== undefined) {
    const { input, parsed } = await readDocument(options.file, session.stdin);
    return { document: input, target: parsed.spec.target };
  }
  if (image === undefined) throw new UsageError('deploy needs --file FILE, or an image and --target TARGET');
  if (options.target === undefined) throw new UsageError('deploy of an image needs --target TARGET');
  const target = readTarget(options.target);
  return { document: await documentFor(session, target, image, options.strategy), target };
}

/** The last promoted document of the target with the new image; without one, the defaults. */
async function documentFor(session: Session, target: Target, image: string, strategy?: string): Promise<RolloutInput> {
  const rollouts = await session.rollouts();
  const question = { ask: 'reports', target: targetId(target), result: 'promoted', limit: 1 } as const;
  const [newest] = await rollouts.ask(question);
  const last = newest && (await rollouts.ask({ ask: 'report', rollout: newest.rollout }));
  const chosen = strategy === undefined ? undefined : strategyOf(strategy);
  if (!last) return defaults(target, image, chosen ?? { conservative: {} });
  session.terminal.say(`As in rollout ${last.rollout} of ${last.timestamp}, with the new image.`);
  return withImage(last.document, image, chosen);
}

/** A document that was carried out once, for another image. Throws UsageError when today's schema refuses it. */
export function withImage(document: unknown, image: string, strategy?: RolloutInput['spec']['strategy']): RolloutInput {
  const result = RolloutDocument.safeParse(document);
  if (!result.success)
    throw new UsageError(
      `the document of the last rollout is of another version of the format: ${result.error.message}`,
    );
  // It has just been accepted as the schema's input.
  const input = document as RolloutInput;
  return { ...input, spec: { ...input.spec, revision: { image }, ...(strategy && { strategy }) } };
}

const defaults = (target: Target, image: string, strategy: RolloutInput['spec']['strategy']): RolloutInput => ({
  apiVersion: 'tidegate.dev/v1',
  kind: 'Rollout',
  metadata: { name: target.name },
  spec: { target, revision: { image }, strategy },
});

/** Commander has checked the name against the registry. */
const strategyOf = (name: string): RolloutInput['spec']['strategy'] => ({ [name]: {} });
