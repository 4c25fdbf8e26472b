import type { Target } from '../../../domain/target.ts';
import type { KubeApi } from '../../kubernetes/api.ts';
import type { Deployment, ReplicaSet } from '../../kubernetes/types.ts';
import type { Revision } from '../port.ts';
import { CHANGE_CAUSE } from './names.ts';
import { deploymentPath, replicaSetsPath, selectorOf } from './paths.ts';
import { imageOf, revisionOf } from './state.ts';

/** The revisions that the cluster itself still keeps, newest first. */
export async function revisions(api: KubeApi, target: Target): Promise<readonly Revision[]> {
  const { spec, metadata } = await api.get<Deployment>(deploymentPath(target));
  const { items } = await api.list<ReplicaSet>(replicaSetsPath(target, selectorOf(spec.selector)));
  const container = target.container ?? spec.template.spec.containers[0]?.name ?? '';
  return items
    .filter((set) => set.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid))
    .map((set) => revisionSeen(set, container))
    .toSorted((a, b) => b.revision - a.revision);
}

const revisionSeen = (set: ReplicaSet, container: string): Revision => ({
  revision: revisionOf(set),
  image: imageOf(set.spec.template, container) ?? '',
  changeCause: set.metadata.annotations?.[CHANGE_CAUSE] ?? null,
  createdAt: set.metadata.creationTimestamp,
});

/** Replicas wanted and ready now. */
export async function count(api: KubeApi, target: Target): Promise<{ desired: number; ready: number }> {
  const { spec, status } = await api.get<Deployment>(deploymentPath(target));
  return { desired: spec.replicas, ready: status?.readyReplicas ?? 0 };
}
