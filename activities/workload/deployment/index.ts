import { Failure } from '../../../domain/failure.ts';
import { targetId } from '../../../domain/target.ts';
import type { KubeApi } from '../../kubernetes/api.ts';
import type { Deployment, ReplicaSet } from '../../kubernetes/types.ts';
import type { Revision, Ticket, Workload } from '../port.ts';
import { brake, putBack, release, restore } from './home.ts';
import { holder, lock, unlock } from './lock.ts';
import { look } from './look.ts';
import { CHANGE_CAUSE, REVISION } from './names.ts';
import { deploymentPath, replicaSetsPath, selectorOf } from './paths.ts';
import { replace, sound } from './replace.ts';
import { imageOf, isReady, lockOf, lockText, sightingOf } from './state.ts';
import type { View } from './view.ts';
import { Views } from './views.ts';

/** Deployments, replaced pod by pod with the latch (docs/architecture.md). `apiOf` gives the API of a cluster by name. */
export function deploymentWorkload(apiOf: (cluster: string) => Promise<KubeApi>): Workload & { close(): Promise<void> } {
  const views = new Views(apiOf);
  const using = <T>(ticket: Ticket, body: (view: View) => Promise<T>): Promise<T> =>
    views.use(ticket.target, async (view) => {
      const held = [view.deployment, ...view.owned.filter(({ spec }) => spec.replicas > 0)];
      if (held.some((object) => lockOf(object) !== lockText(ticket.lock))) await view.refresh();
      return body(view);
    });
  return {
    look: async (target, rollout) => look(await apiOf(target.cluster), target, rollout),
    lock: async (ticket, origin) => lock(await apiOf(ticket.target.cluster), ticket, origin),
    replace: (ticket, action, signal, progress) =>
      using(ticket, (view) => replace(view, ticket, action, signal, progress)),
    brake: async (ticket, origin) => void (await brake(await apiOf(ticket.target.cluster), ticket, origin)),
    restore: (ticket, origin, signal, progress) =>
      using(ticket, (view) => restore(view, ticket, origin, signal, progress)),
    settle: (ticket, origin, signal) =>
      using(ticket, async (view) => {
        await view.until(signal, () => {
          const { deployment, candidate } = sound(view, ticket);
          return candidate !== undefined && view.podsOf(candidate).filter(isReady).length >= deployment.spec.replicas;
        });
        await putBack(view, ticket, origin, true);
      }),
    release: async (ticket, origin) => release(await apiOf(ticket.target.cluster), ticket, origin),
    unlock: (ticket) => using(ticket, (view) => unlock(view.api, view, ticket)),
    watch: (ticket, signal, see) =>
      using(ticket, (view) =>
        view.until(signal, () => {
          if (view.trouble) throw new Failure('cluster-unreachable', `${targetId(ticket.target)}: ${view.trouble.message}`);
          return see(sightingOf(view, ticket));
        }),
      ),
    revisions: async (target) => {
      const api = await apiOf(target.cluster);
      const { spec, metadata } = await api.get<Deployment>(deploymentPath(target));
      const { items } = await api.list<ReplicaSet>(replicaSetsPath(target, selectorOf(spec.selector)));
      return items
        .filter((set) => set.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid))
        .map((set) => revisionOf(set, target.container ?? spec.template.spec.containers[0]?.name ?? ''))
        .toSorted((a, b) => b.revision - a.revision);
    },
    count: async (target) => {
      const { spec, status } = await (await apiOf(target.cluster)).get<Deployment>(deploymentPath(target));
      return { desired: spec.replicas, ready: status?.readyReplicas ?? 0 };
    },
    holder: async (target) => holder(await apiOf(target.cluster), target),
    close: () => views.closeAll(),
  };
}

const revisionOf = ({ metadata, spec }: ReplicaSet, container: string): Revision => ({
  revision: Number(metadata.annotations?.[REVISION] ?? 0),
  image: imageOf(spec.template, container) ?? '',
  changeCause: metadata.annotations?.[CHANGE_CAUSE] ?? null,
  createdAt: metadata.creationTimestamp,
});
