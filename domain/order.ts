import type { PodSeen } from './snapshot.ts';

export type Ordered = PodSeen & { readonly why: string };

/**
 * The order in which the stock controller would remove pods anyway, made visible: unhealthy first (they serve
 * nobody), then more restarts, then by name, so that the order is the same each time.
 */
export function healthiestLast(pods: readonly PodSeen[]): readonly Ordered[] {
  return pods
    .toSorted((a, b) => Number(a.ready) - Number(b.ready) || b.restarts - a.restarts || compare(a.name, b.name))
    .map((pod) => ({ ...pod, why: reasonOf(pod) }));
}

/** Lowest performance first; pods that nothing measures count as average. */
export function worstFirst(pods: readonly PodSeen[]): readonly Ordered[] {
  return pods
    .toSorted((a, b) => Number(a.ready) - Number(b.ready) || score(a) - score(b) || compare(a.name, b.name))
    .map((pod) => ({
      ...pod,
      why: !pod.ready || pod.performance === undefined ? reasonOf(pod) : `performance ${pod.performance.toFixed(2)}`,
    }));
}

/** Pods already marked to go stay first, so that a new order never strands a mark. */
export const leavingFirst = (order: readonly Ordered[], leaving: readonly string[]): readonly Ordered[] => [
  ...order.filter(({ uid }) => leaving.includes(uid)),
  ...order.filter(({ uid }) => !leaving.includes(uid)),
];

const score = ({ performance = 0.5 }: PodSeen): number => performance;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function reasonOf({ ready, restarts }: PodSeen): string {
  if (!ready) return 'not ready, serves nobody';
  return restarts > 0 ? `restarted ${restarts} times` : 'healthy, by name';
}
