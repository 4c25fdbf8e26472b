import { compilePlan } from '../../domain/compile.ts';
import type { Before } from '../../domain/compile.ts';
import type { Plan } from '../../domain/plan.ts';
import { RolloutDocument } from '../../domain/rollout.ts';
import type { RolloutInput } from '../../domain/rollout.ts';
import type { PodSeen, Snapshot } from '../../domain/snapshot.ts';

type Spec = RolloutInput['spec'];

/** A document with valid defaults; a test states only what matters to it. */
export const aDocument = (spec: Partial<Spec> = {}): RolloutInput => ({
  apiVersion: 'tidegate.dev/v1',
  kind: 'Rollout',
  metadata: { name: 'web-2' },
  spec: {
    target: { namespace: 'prod', name: 'web' },
    revision: { image: 'registry.test/web:2' },
    strategy: { conservative: {} },
    stabilization: { for: '1s', readyWithin: '30s' },
    monitor: { for: '1s', every: '1s', checks: [] },
    ...spec,
  },
});

export const aPod = (i: number, more: Partial<PodSeen> = {}): PodSeen => ({
  name: `web-${String(i).padStart(3, '0')}`,
  uid: `uid-${i}`,
  node: `node-${i % 3}`,
  ready: true,
  restarts: 0,
  readyAfterSeconds: 4,
  ...more,
});

export const aSnapshot = (replicas: number, pods = Array.from({ length: replicas }, (_, i) => aPod(i))): Snapshot => ({
  target: { cluster: 'default', namespace: 'prod', kind: 'Deployment', name: 'web' },
  replicas,
  pods,
  readySeconds: 4,
  notices: [],
  origin: {
    uid: 'uid-web',
    clusterUid: 'uid-cluster',
    template: { spec: { containers: [{ name: 'web', image: 'registry.test/web:1' }] } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    minReadySeconds: null,
    progressDeadlineSeconds: 600,
    paused: false,
    changeCause: null,
    replicaSet: { name: 'web-aaa', uid: 'uid-aaa', hash: 'aaa' },
    image: 'registry.test/web:1',
    container: 'web',
    revision: 1,
  },
});

const SEEN: Before = {
  baseline: {},
  conditions: {},
  now: '2026-01-01T00:00:00.000Z',
  image: 'registry.test/web:2',
  notices: [],
};

export const aPlan = (spec: Partial<Spec>, replicas: number, seen: Partial<Before> = {}): Plan => ({
  ...compilePlan(RolloutDocument.parse(aDocument(spec)), aSnapshot(replicas), { ...SEEN, ...seen }),
  digest: 'd'.repeat(64),
});
