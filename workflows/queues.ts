/** Workflows and everything that goes forward. */
export const TASK_QUEUE = 'tidegate';
/** The way back has slots of its own, so that no crowd of rollouts delays it. */
export const BACK_QUEUE = 'tidegate-back';
/**
 * A task handed to a worker that died is lost for this long. Short, because a run replays well within it: runs stay
 * under a thousand events.
 */
export const TASK_TIMEOUT = '3s';
