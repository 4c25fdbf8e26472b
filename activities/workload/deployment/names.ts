/** Annotations and values of ours on other people's objects. */
export const LOCK = 'tidegate.dev/lock';
/** JSON of the origin without its template: enough to find home when everything else is lost. */
export const ORIGIN = 'tidegate.dev/origin';
/** On a pod that goes next; its value is the deletion cost the pod had before, empty for none. */
export const MARK = 'tidegate.dev/mark';

export const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
export const CHANGE_CAUSE = 'kubernetes.io/change-cause';
export const REVISION = 'deployment.kubernetes.io/revision';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const HASH = 'pod-template-hash';

/**
 * The latch: candidates become Ready and serve, but are never "available", so the controller makes one batch and
 * stops. The deadline must be greater than the seconds or the API server refuses both.
 */
export const LATCH = { minReadySeconds: 2147483646, progressDeadlineSeconds: 2147483647 } as const;

/** Lower than the default 0, so marked pods go first; the value itself says who asked. */
export const GOES_NEXT = '-1000000000';
