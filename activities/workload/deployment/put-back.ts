import type { Origin } from '../../../domain/snapshot.ts';
import type { Deployment, JsonPatch } from '../../kubernetes/types.ts';
import { pointer } from '../../kubernetes/types.ts';
import type { Ticket } from '../port.ts';
import { CHANGE_CAUSE, LOCK } from './names.ts';
import { deploymentPath } from './paths.ts';
import { lockText } from './state.ts';
import type { View } from './view.ts';

export const ANNOTATION = `/metadata/annotations/${pointer(LOCK)}`;

/** In the same patch as the template: the controller copies the cause to the ReplicaSet that it makes current. */
export function causeBack({ metadata }: Deployment, { changeCause }: Origin): JsonPatch {
  const path = `/metadata/annotations/${pointer(CHANGE_CAUSE)}`;
  if (changeCause !== null) return [{ op: 'add', path, value: changeCause }];
  return metadata.annotations?.[CHANGE_CAUSE] === undefined ? [] : [{ op: 'remove', path }];
}

export const paceBack = ({ minReadySeconds, progressDeadlineSeconds }: Origin): JsonPatch => [
  { op: 'add', path: '/spec/minReadySeconds', value: minReadySeconds ?? 0 },
  { op: 'add', path: '/spec/progressDeadlineSeconds', value: progressDeadlineSeconds ?? 600 },
];

/** The workload's own pace, as it was. */
export const pace = (origin: Origin): JsonPatch => [
  ...paceBack(origin),
  { op: 'add', path: '/spec/strategy', value: origin.strategy },
  { op: 'add', path: '/spec/paused', value: origin.paused },
];

/** Strategy, pace, parking and change-cause as they were; the lock stays. No pod is touched. */
export async function putBack(view: View, ticket: Ticket, origin: Origin, keepChangeCause = false): Promise<void> {
  const path = deploymentPath(ticket.target);
  const deployment = await view.api.get<Deployment>(path);
  view.deployments.take(
    await view.api.patch<Deployment>(path, [
      { op: 'test', path: ANNOTATION, value: lockText(ticket.lock) },
      ...pace(origin),
      ...(keepChangeCause ? [] : causeBack(deployment, origin)),
    ]),
  );
}

/** What is not as the origin says; empty when all is. */
export function differences({ metadata, spec }: Deployment, origin: Origin): readonly string[] {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return [
    ...(same(spec.template, origin.template) ? [] : ['spec.template']),
    ...(same(spec.strategy, origin.strategy) ? [] : ['spec.strategy']),
    ...((spec.minReadySeconds ?? 0) === (origin.minReadySeconds ?? 0) ? [] : ['spec.minReadySeconds']),
    ...((spec.progressDeadlineSeconds ?? 600) === (origin.progressDeadlineSeconds ?? 600)
      ? []
      : ['spec.progressDeadlineSeconds']),
    ...((spec.paused ?? false) === origin.paused ? [] : ['spec.paused']),
    ...((metadata.annotations?.[CHANGE_CAUSE] ?? null) === origin.changeCause ? [] : [`annotation ${CHANGE_CAUSE}`]),
  ];
}
