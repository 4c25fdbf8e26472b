import { Failure } from '../../../domain/failure.ts';
import { targetId } from '../../../domain/target.ts';
import type { KubeApi } from '../../kubernetes/api.ts';
import type { Ticket, Workload } from '../port.ts';
import { count, revisions } from './history.ts';
import { brake, release } from './brake.ts';
import { restore } from './home.ts';
import { holder, lock, unlock } from './lock.ts';
import { look } from './look.ts';
import { promote } from './promote.ts';
import { replace } from './replace.ts';
import { settle } from './settle.ts';
import { lockOf, lockText, sightingOf } from './state.ts';
import type { View } from './view.ts';
import { Views } from './views.ts';

/** Deployments, replaced pod by pod with the latch (docs/architecture.md). `apiOf` gives the API of a cluster by name. */
export function deploymentWorkload(
  apiOf: (cluster: string) => Promise<KubeApi>,
): Workload & { close(): Promise<void> } {
  const views = new Views(apiOf);
  const using = <T>(ticket: Ticket, body: (view: View) => Promise<T>): Promise<T> =>
    views.use(ticket.target, async (view) => {
      await refreshUnlessHeld(view, ticket);
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
    settle: (ticket, origin, signal) => using(ticket, (view) => settle(view, ticket, origin, signal)),
    promote: (ticket) => using(ticket, (view) => promote(view, ticket)),
    release: async (ticket, origin) => release(await apiOf(ticket.target.cluster), ticket, origin),
    unlock: (ticket) => using(ticket, (view) => unlock(view.api, view, ticket)),
    watch: (ticket, signal, see) => using(ticket, (view) => watch(view, ticket, signal, see)),
    revisions: async (target) => revisions(await apiOf(target.cluster), target),
    count: async (target) => count(await apiOf(target.cluster), target),
    holder: async (target) => holder(await apiOf(target.cluster), target),
    close: () => views.closeAll(),
  };
}

/** Our own write may not have come back through the watches yet; a copy that lacks it would look like a lost lock. */
async function refreshUnlessHeld(view: View, { lock: ours }: Ticket): Promise<void> {
  const held = [view.deployment, ...view.owned.filter(({ spec }) => spec.replicas > 0)];
  if (held.some((object) => lockOf(object) !== lockText(ours))) await view.refresh();
}

const watch = (view: View, ticket: Ticket, signal: AbortSignal, see: Parameters<Workload['watch']>[2]): Promise<void> =>
  view.until(signal, () => {
    if (view.trouble) throw new Failure('cluster-unreachable', `${targetId(ticket.target)}: ${view.trouble.message}`);
    return see(sightingOf(view, ticket));
  });
