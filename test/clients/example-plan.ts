import { createHash } from 'node:crypto';
import { compilePlan } from '../../domain/compile.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RolloutDocument } from '../../domain/rollout.ts';
import type { PodSeen, Snapshot } from '../../domain/snapshot.ts';

/** The plan of a document for a made-up workload of so many pods; the same each time. */
export function examplePlan(document: RolloutDocument, pods: number): Plan {
  const image = document.spec.revision.image;
  const plan = compilePlan(document, snapshotOf(document, pods), {
    baseline: Object.fromEntries(Object.keys(document.spec.metrics).map((name, i) => [name, 0.5 + i])),
    conditions: { load: 0.2, degradation: 0, errorBudget: 0.9, market: { volatility: 0.4, volumeRatio: 1.1 } },
    now: '2026-03-02T09:00:00.000Z',
    image: image.includes('@') ? image : `${image}@sha256:${createHash('sha256').update(image).digest('hex')}`,
    notices: [],
  });
  return { ...plan, digest: createHash('sha256').update(JSON.stringify(plan)).digest('hex') };
}

function snapshotOf({ spec }: RolloutDocument, replicas: number): Snapshot {
  const { target } = spec;
  const measured = spec.strategy.kind === 'adaptive' && spec.strategy.performance !== undefined;
  const container = target.container ?? target.name;
  return {
    target,
    replicas,
    pods: Array.from({ length: replicas }, (_, i) => ({
      ...podOf(target.name, i),
      ...(measured && { performance: ((i * 7 + 4) % 10) / 10 }),
    })),
    origin: {
      uid: '6f1f7a52-0000-4000-8000-000000000000',
      clusterUid: '0c2f3b41-0000-4000-8000-000000000000',
      template: {},
      strategy: {},
      minReadySeconds: null,
      progressDeadlineSeconds: null,
      paused: false,
      changeCause: null,
      replicaSet: { name: `${target.name}-7d4b9c`, uid: 'b7c7a2d4-0000-4000-8000-000000000000', hash: '7d4b9c' },
      image: spec.revision.image.replace(/[:@][^/]*$/, ':stable'),
      container,
      revision: 7,
    },
    readySeconds: 12,
    notices: replicas > 1 ? [] : ['no PodDisruptionBudget selects these pods'],
  };
}

/** The second pod has restarted, the third is not ready where there are more than three: both go early. */
const podOf = (name: string, i: number): PodSeen => ({
  name: `${name}-7d4b9c-${String.fromCharCode(97 + (i % 26))}${String(i).padStart(3, '0')}`,
  uid: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
  node: `node-${i % 3}`,
  ready: i !== 3,
  restarts: i === 1 ? 2 : 0,
  readyAfterSeconds: 12,
});
