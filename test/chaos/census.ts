import { readFile } from 'node:fs/promises';
import { KubeApi } from '../../activities/kubernetes/api.ts';
import { connectWith } from '../../activities/kubernetes/connect.ts';
import { Reflector } from '../../activities/kubernetes/reflector.ts';
import type { Pod } from '../../activities/kubernetes/types.ts';
import type { Cluster } from '../../infra/devstack/cluster.ts';

/** Every pod that ever was in a namespace, seen by an identity that may only look. */
export interface Census {
  /** Pods ever seen, by image. */
  ever(image: string): number;
  /** Fewest and most pods that were ready at once since `reset`. */
  readonly ready: { least: number; most: number };
  close(): Promise<void>;
}

type SeenPod = Pod & { readonly spec: { readonly containers?: readonly { readonly image: string }[] } };

export async function takeCensus(cluster: Cluster, namespace: string): Promise<Census> {
  const api = new KubeApi(await connectWith(await readFile(cluster.kubeconfig.observer, 'utf8')));
  const images = new Map<string, string>();
  const ready = { least: Number.POSITIVE_INFINITY, most: 0 };
  const stop = new AbortController();
  const reflector: Reflector<SeenPod> = new Reflector<SeenPod>(
    api,
    `/api/v1/namespaces/${namespace}/pods`,
    (pod) => pod,
    () => {
      for (const pod of reflector.items) images.set(pod.metadata.uid, pod.spec.containers?.[0]?.image ?? '');
      if (!reflector.synced) return;
      const now = reflector.items.filter(isServing).length;
      ready.least = Math.min(ready.least, now);
      ready.most = Math.max(ready.most, now);
    },
  );
  const done = reflector.run(stop.signal);
  return {
    ever: (image) => [...images.values()].filter((i) => i === image).length,
    ready,
    close: async () => {
      stop.abort();
      await done;
      await api.close();
    },
  };
}

const isServing = ({ metadata, status }: Pod): boolean =>
  !metadata.deletionTimestamp && (status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false);
