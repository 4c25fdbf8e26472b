import { createHash } from 'node:crypto';
import { z } from 'zod';
import { compilePlan } from '../../domain/compile.ts';
import { Failure } from '../../domain/failure.ts';
import type { Plan } from '../../domain/plan.ts';
import { RolloutDocument } from '../../domain/rollout.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { targetId } from '../../domain/target.ts';
import type { Deps } from '../deps.ts';
import { conditionsOf, measureAll, rank, scopeOf } from './measure.ts';

/** The document as the program uses it. Throws Failure `bad-document` that names every problem. */
export function parseDocument(input: unknown): RolloutDocument {
  const parsed = RolloutDocument.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Failure('bad-document', z.prettifyError(parsed.error));
}

/** Resolves the image, measures the baseline, asks the strategy. Writes nothing. */
export async function makePlan(deps: Deps, document: RolloutDocument, snapshot: Snapshot): Promise<Plan> {
  const { spec } = document;
  const [image, baseline, ranked] = await Promise.all([
    resolveImage(deps, spec.revision.image),
    measureAll(deps, spec.metrics, scopeOf(spec.target, snapshot.pods)),
    rank(deps, document, snapshot.pods),
  ]);
  if (image.pinned === snapshot.origin.image)
    throw new Failure(
      'target-unfit',
      `${targetId(spec.target)}: already runs ${image.pinned}; there is nothing to roll out`,
    );
  const undigested = compilePlan(
    document,
    { ...snapshot, pods: ranked.pods },
    {
      baseline: baseline.values,
      conditions: conditionsOf(document, baseline.values, baseline.values),
      now: new Date().toISOString(),
      image: image.pinned,
      notices: [...image.notices, ...baseline.notices, ...ranked.notices],
    },
  );
  return { ...undigested, digest: digestOf(undigested) };
}

/** Hex SHA-256 over JSON with sorted keys: the same plan has the same digest wherever it was made. */
function digestOf(plan: Omit<Plan, 'digest'>): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([k, v]) => [k, sorted(v)]),
    );
  };
  return createHash('sha256')
    .update(JSON.stringify(sorted(plan)))
    .digest('hex');
}

/** The image with its digest, so that a moved tag changes nothing later; as it is where no registry answers. */
async function resolveImage(
  { registry }: Deps,
  image: string,
): Promise<{ pinned: string; notices: readonly string[] }> {
  if (image.includes('@')) return { pinned: image, notices: [] };
  const resolved = await registry.resolveDigest(image, AbortSignal.timeout(10_000));
  if (resolved.known) return { pinned: `${image}@${resolved.digest}`, notices: [] };
  if (resolved.why === 'missing' || resolved.why === 'invalid')
    throw new Failure('bad-document', `image ${image}: ${resolved.detail}`);
  return { pinned: image, notices: [`image ${image} is not pinned to a digest: ${resolved.detail}`] };
}
