import { anApp } from '../support/rig.ts';
import type { Rig } from '../support/rig.ts';
import { startProxy } from '../chaos/proxy.ts';
import type { Slot } from '../chaos/slots.ts';
import { floor, native, ours } from './contestants.ts';
import type { Contestant } from './contestants.ts';
import { median } from './statistics.ts';
import { startStopwatch } from './stopwatch.ts';

const CONTESTANTS: Readonly<Record<string, Contestant>> = { native, floor, ours };

export interface PerPod {
  readonly pods: number;
  /** Median over the rounds of milliseconds per pod beyond the pods' own time, by contestant. */
  readonly ms: Readonly<Record<string, number>>;
  /** Writes of ours per pod. */
  readonly writes: number;
}

/** Replaces so many pods one at a time, with every contestant in every round, in an order that turns. */
export async function measurePerPod(rig: Rig, slot: Slot, pods: number, rounds: number): Promise<PerPod> {
  const proxy = await startProxy(rig.stack.cluster);
  const worker = await rig.anotherWorker({ KUBECONFIG: proxy.kubeconfig, TEMPORAL_NAMESPACE: slot.namespace });
  const taken = new Map<string, number[]>();
  let writes = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const names = Object.keys(CONTESTANTS);
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const before = proxy.writes.length;
      const ms = await measureOnce(rig, slot, CONTESTANTS[name] ?? native, pods);
      if (name === 'ours') writes = (proxy.writes.length - before) / pods;
      if (round > 0) taken.set(name, [...(taken.get(name) ?? []), ms]); // the first round warms up
    }
  }
  await worker.stop();
  await proxy.close();
  return { pods, ms: Object.fromEntries([...taken].map(([name, values]) => [name, median(values)])), writes };
}

async function measureOnce(rig: Rig, slot: Slot, contestant: Contestant, pods: number): Promise<number> {
  const image = 'web:1.1.0';
  const app = await anApp(rig, pods);
  const stopwatch = await startStopwatch(rig.stack.cluster, app.namespace);
  const begun = performance.now();
  await contestant({ cluster: rig.stack.cluster, slot }, app, image, pods);
  await stopwatch.allRun(image, pods);
  const taken = performance.now() - begun - stopwatch.ownMs(image);
  await stopwatch.close();
  await rig.stack.cluster.kubectl(['delete', 'namespace', app.namespace, '--wait=false']);
  return taken / pods;
}
