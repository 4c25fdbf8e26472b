import { newRolloutId } from '../../clients/rollout-id.ts';
import { startProxy } from '../chaos/proxy.ts';
import type { Slot } from '../chaos/slots.ts';
import { anApp, rolloutOf } from '../support/rig.ts';
import type { Rig } from '../support/rig.ts';

const PODS = 6;

/**
 * Milliseconds from the kill -9 of the worker that was about to write to the next write of the worker beside it.
 * A try in which the doomed worker never came to write is run again.
 */
export async function measureFailover(rig: Rig, slot: Slot, tries: number): Promise<readonly number[]> {
  const taken: number[] = [];
  while (taken.length < tries) {
    const gap = await tryOnce(rig, slot);
    if (gap !== undefined) taken.push(gap);
  }
  return taken;
}

async function tryOnce(rig: Rig, slot: Slot): Promise<number | undefined> {
  const { cluster } = rig.stack;
  const [app, doomed, heir] = await Promise.all([anApp(rig, PODS), startProxy(cluster), startProxy(cluster)]);
  const env = { TEMPORAL_NAMESPACE: slot.namespace };
  const [first, second] = await Promise.all([
    rig.anotherWorker({ ...env, KUBECONFIG: doomed.kubeconfig }),
    rig.anotherWorker({ ...env, KUBECONFIG: heir.kubeconfig }),
  ]);
  let gap: number | undefined;
  doomed.arm({
    write: 3,
    when: 'before',
    hit: async () => {
      const killed = performance.now();
      heir.arm({ write: 1, when: 'before', hit: async () => ((gap = performance.now() - killed), 'deliver') });
      await first.kill();
      return 'drop';
    },
  });
  const document = rolloutOf(app, 'web:1.1.0', {
    stabilization: { for: '100ms', readyWithin: '1m' },
    monitor: { for: '0s', every: '1s' },
  });
  const { workflowId } = await slot.rollouts.start({ rollout: newRolloutId(), document, by: 'bench' });
  await slot.client.workflow.getHandle(workflowId).result();
  await Promise.all([first.stop(), second.stop(), doomed.close(), heir.close()]);
  return gap;
}
