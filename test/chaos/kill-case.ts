import { newRolloutId } from '../../clients/rollout-id.ts';
import type { RolloutInput } from '../../domain/rollout.ts';
import type { Outcome } from '../../domain/verdict.ts';
import type { App, Rig } from '../support/rig.ts';
import { anApp, rolloutOf } from '../support/rig.ts';
import { takeCensus } from './census.ts';
import { startProxy } from './proxy.ts';
import type { Slot } from './slots.ts';

/** Where a worker is killed: at which write of which rollout, before or after the API server has done it. */
export interface KillCase {
  readonly scenario: keyof typeof SCENARIOS;
  /** 0: nobody is killed; the writes are counted. */
  readonly write: number;
  readonly when: 'before' | 'after';
}

export interface KillResult {
  readonly outcome: Outcome;
  /** The write at which it struck; undefined when the rollout had fewer. */
  readonly struck: string | undefined;
  readonly writes: readonly string[];
  readonly pods: number;
  readonly everNew: number;
  readonly everOld: number;
  readonly leastReady: number;
  readonly mostReady: number;
  /** The Deployment at the end. */
  readonly deployment: Deployment;
  readonly replicaSets: string;
  /** Milliseconds from the kill to the end. */
  readonly afterKillMs: number;
}

interface Deployment {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly minReadySeconds?: number;
    readonly strategy: object;
    readonly template: { readonly spec: { readonly containers: readonly [{ readonly image: string }] } };
  };
  readonly status: { readonly readyReplicas?: number };
}

const unreachable = 'http://127.0.0.1:9/health';

/** Rollouts that go all the way and home, so that every write of both ways can be struck. */
export const SCENARIOS = {
  good: (app: App): RolloutInput =>
    rolloutOf(app, 'web:1.1.0', { stabilization: { for: '200ms', readyWithin: '20s' } }),
  bad: (app: App): RolloutInput =>
    rolloutOf(app, 'web:1.1.0', {
      stabilization: { for: '200ms', readyWithin: '20s' },
      gates: { finalValidation: [{ http: { url: unreachable, samples: 3, every: '10ms', timeout: '200ms' } }] },
      onInconclusive: { retryFor: '100ms' },
    }),
} as const;

const PODS = 3;

/** Runs one rollout, kills its only worker with -9 at the given write, starts another, and looks at the end. */
export async function runKillCase(rig: Rig, slot: Slot, { scenario, write, when }: KillCase): Promise<KillResult> {
  const { cluster } = rig.stack;
  const [app, proxy] = await Promise.all([anApp(rig, PODS), startProxy(cluster)]);
  const census = await takeCensus(cluster, app.namespace);
  const first = await rig.anotherWorker({ KUBECONFIG: proxy.kubeconfig, TEMPORAL_NAMESPACE: slot.namespace });
  let second: Awaited<ReturnType<Rig['anotherWorker']>> | undefined;
  let struck: string | undefined;
  let killedAt = Date.now();
  const over = new AbortController();
  const hit = new Promise<void>((resolve) => {
    proxy.arm({
      write,
      when,
      hit: async (what) => {
        struck = what;
        killedAt = Date.now();
        await first.kill();
        resolve();
        return 'drop';
      },
    });
    over.signal.addEventListener('abort', () => resolve());
  });
  const { workflowId } = await slot.rollouts.start({
    rollout: newRolloutId(),
    document: SCENARIOS[scenario](app),
    by: 'chaos',
  });
  const result = slot.client.workflow
    .getHandle(workflowId)
    .result()
    .finally(() => over.abort());
  await hit;
  if (struck !== undefined) second = await rig.anotherWorker({ TEMPORAL_NAMESPACE: slot.namespace });
  const outcome = (await result) as Outcome;
  const afterKillMs = Date.now() - killedAt;
  await Promise.all([first.stop(), second?.stop(), census.close(), proxy.close()]);
  const get = (what: string, out: string) => cluster.kubectl(['-n', app.namespace, 'get', what, '-o', out]);
  return {
    outcome,
    struck,
    writes: proxy.writes,
    pods: PODS,
    everNew: census.ever('web:1.1.0'),
    everOld: census.ever('web:1.0.0'),
    leastReady: census.ready.least,
    mostReady: census.ready.most,
    deployment: JSON.parse(await get('deployment/web', 'json')) as Deployment,
    replicaSets: await get('replicasets', 'jsonpath={.items[*].metadata.annotations}'),
    afterKillMs,
  };
}
