import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { parseDocument } from '../../clients/documents/read.ts';
import { compilePlan } from '../../domain/compile.ts';
import type { RolloutDocument } from '../../domain/rollout.ts';
import { renderPlan } from '../../domain/render-plan.ts';
import type { PodSeen, Snapshot } from '../../domain/snapshot.ts';

/** `UPDATE_GOLDEN=1 npm test` rewrites them; the difference is reviewed as a change of behaviour. */
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

/** `examples/<strategy>/<N>-pods.yaml` is planned for a workload of N pods; the others say how many. */
const EXAMPLES: readonly (readonly [file: string, pods: number])[] = [
  ...globSync('examples/*/*-pod{,s}.yaml')
    .toSorted()
    .map((file) => [file, Number(/(\d+)-pods?\.yaml$/.exec(file)?.[1])] as const),
  ['examples/trading/order-engine.yaml', 4],
  ['examples/web-app/rollout.yaml', 6],
];

describe('plans of the examples', () => {
  for (const [file, pods] of EXAMPLES)
    it(`${file}: is the plan that stands beside it (S0-033 to S0-037)`, () => {
      const { parsed } = parseDocument(file, readFileSync(file));

      const text = `${planText(parsed, pods)}\n`;

      const golden = file.replace(/\.yaml$/, '.plan.txt');
      if (UPDATE) writeFileSync(golden, text);
      assert.equal(text, readFileSync(golden, 'utf8'));
    });
});

function planText(document: RolloutDocument, pods: number): string {
  const image = document.spec.revision.image;
  const plan = compilePlan(document, snapshotOf(document, pods), {
    baseline: Object.fromEntries(Object.keys(document.spec.metrics).map((name, i) => [name, 0.5 + i])),
    conditions: { load: 0.2, degradation: 0, errorBudget: 0.9 },
    now: '2026-03-02T09:00:00.000Z',
    image: image.includes('@') ? image : `${image}@sha256:${createHash('sha256').update(image).digest('hex')}`,
    notices: [],
  });
  return renderPlan({ ...plan, digest: createHash('sha256').update(JSON.stringify(plan)).digest('hex') });
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
