import { isFailure } from '../../../domain/failure.ts';
import type { PodRef } from '../../../domain/plan.ts';
import type { Target } from '../../../domain/target.ts';
import type { KubeApi } from '../../kubernetes/api.ts';
import type { Pod } from '../../kubernetes/types.ts';
import { DELETION_COST, GOES_NEXT, MARK } from './names.ts';
import { podPath } from './paths.ts';
import type { View } from './view.ts';

/**
 * Tells the ReplicaSet controller who goes next, a whole settling time before it is asked to remove anybody: its
 * cache must have seen the mark by then.
 */
export async function mark(api: KubeApi, view: View, pods: readonly Pod[]): Promise<void> {
  const unmarked = pods.filter(({ metadata }) => metadata.annotations?.[MARK] === undefined);
  await Promise.all(unmarked.map((pod) => change(api, view.target, pod, marked(pod), view)));
}

/** Gives a pod that stays after all the deletion cost it had before. */
export async function unmark(api: KubeApi, target: Target, pod: Pod): Promise<void> {
  const had = pod.metadata.annotations?.[MARK] ?? '';
  await change(api, target, pod, { [MARK]: null, [DELETION_COST]: had === '' ? null : had });
}

/** The pods of a plan that are still there, by uid: a pod of the same name is another pod. */
export const present = (pods: readonly Pod[], refs: readonly PodRef[]): readonly Pod[] =>
  refs.flatMap(({ uid }) => pods.filter(({ metadata }) => metadata.uid === uid));

const marked = ({ metadata: { annotations = {} } }: Pod) => ({
  [MARK]: annotations[DELETION_COST] ?? '',
  [DELETION_COST]: GOES_NEXT,
});

async function change(
  api: KubeApi,
  target: Target,
  { metadata: { name, uid } }: Pod,
  annotations: Readonly<Record<string, string | null>>,
  view?: View,
): Promise<void> {
  try {
    // The uid in a merge patch is a precondition: another pod of this name answers 409.
    const pod = await api.patch<Pod>(podPath(target, name), { metadata: { uid, annotations } });
    view?.pods.take(pod);
  } catch (error) {
    if (!isFailure(error, 'target-missing', 'write-conflict')) throw error; // a pod that is gone needs no mark
  }
}
