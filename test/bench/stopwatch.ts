import { readFile } from 'node:fs/promises';
import { KubeApi } from '../../activities/kubernetes/api.ts';
import { connectWith } from '../../activities/kubernetes/connect.ts';
import { Reflector } from '../../activities/kubernetes/reflector.ts';
import type { Deployment, Pod } from '../../activities/kubernetes/types.ts';
import type { Cluster } from '../../infra/devstack/cluster.ts';

type SeenPod = Pod & { readonly spec: { readonly containers: readonly { readonly image: string }[] } };

/** Stamps what a watch brings with one monotonic clock: an observer with no part in what it measures. */
export interface Stopwatch {
  /** Resolves when `replicas` pods of the image are ready and no other pod is left. */
  allRun(image: string, replicas: number): Promise<void>;
  /** Milliseconds that pods of the image took by themselves, from being seen to being ready, summed. */
  ownMs(image: string): number;
  /** Resolves with `performance.now()` when the Deployment first looks as `met` says. */
  deployment(met: (deployment: Deployment) => boolean): Promise<number>;
  close(): Promise<void>;
}

export async function startStopwatch(cluster: Cluster, namespace: string): Promise<Stopwatch> {
  const api = new KubeApi(await connectWith(await readFile(cluster.kubeconfig.observer, 'utf8')));
  const stop = new AbortController();
  const stamps = new Map<string, { image: string; seen: number; ready?: number }>();
  const waiting = new Set<() => void>();
  const changed = (): void => {
    const now = performance.now();
    for (const pod of pods.items) {
      const stamp = stamps.get(pod.metadata.uid) ?? { image: pod.spec.containers[0]?.image ?? '', seen: now };
      if (isReady(pod)) stamp.ready ??= now;
      stamps.set(pod.metadata.uid, stamp);
    }
    for (const look of waiting) look();
  };
  const pods: Reflector<SeenPod> = new Reflector<SeenPod>(
    api,
    `/api/v1/namespaces/${namespace}/pods`,
    (p) => p,
    () => changed(),
  );
  const deployments: Reflector<Deployment> = new Reflector<Deployment>(
    api,
    `/apis/apps/v1/namespaces/${namespace}/deployments`,
    (d) => d,
    () => changed(),
  );
  const runs = [pods.run(stop.signal), deployments.run(stop.signal)];
  const until = (met: () => boolean): Promise<number> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!met()) return;
        waiting.delete(look);
        resolve(performance.now());
      };
      waiting.add(look);
      look();
    });
  await until(() => pods.synced && deployments.synced);
  return {
    allRun: async (image, replicas) => {
      await until(() => {
        const alive = pods.items.filter(({ metadata }) => !metadata.deletionTimestamp);
        return alive.length === replicas && alive.every((p) => p.spec.containers[0]?.image === image && isReady(p));
      });
    },
    ownMs: (image) =>
      [...stamps.values()]
        .filter((s) => s.image === image)
        .reduce((sum, { seen, ready }) => sum + ((ready ?? seen) - seen), 0),
    deployment: (met) => until(() => deployments.items.some(met)),
    close: async () => {
      stop.abort();
      await Promise.all(runs);
      await api.close();
    },
  };
}

const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;
