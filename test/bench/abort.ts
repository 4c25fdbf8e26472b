import { newRolloutId } from '../../clients/rollout-id.ts';
import { anApp, rolloutOf } from '../support/rig.ts';
import type { Rig } from '../support/rig.ts';
import { startStopwatch } from './stopwatch.ts';

const LOCK = 'tidegate.dev/lock';

/** Milliseconds from asking for the abort to the first compensating write, as a watch of somebody else sees it. */
export async function measureAbort(rig: Rig, tries: number): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let i = 0; i < tries; i += 1) {
    const app = await anApp(rig, 3);
    const stopwatch = await startStopwatch(rig.stack.cluster, app.namespace);
    const document = rolloutOf(app, 'web:1.1.0', { stabilization: { for: '1m', readyWithin: '1m' } });
    await rig.rollouts.start({ rollout: newRolloutId(), document, by: 'bench' });
    await stopwatch.deployment(({ spec }) => spec.template.spec.containers[0]?.image === 'web:1.1.0');
    const home = stopwatch.deployment(({ metadata }) => metadata.annotations?.[LOCK]?.endsWith('/2') ?? false);
    const asked = performance.now();
    await rig.rollouts.command(app.target, 'abort', { by: 'bench', why: 'measured' });
    taken.push((await home) - asked);
    await stopwatch.close();
  }
  return taken;
}
