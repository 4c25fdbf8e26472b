import { startStack } from '../../infra/devstack/stack.ts';
import { makeSlots } from '../chaos/slots.ts';
import { removeTemporaryFolders, temporaryFolder } from '../support/folders.ts';
import { rigOf } from '../support/rig.ts';
import type { Rig } from '../support/rig.ts';
import { stopTestServers } from '../support/stack.ts';
import { measureAbort } from './abort.ts';
import { measureFailover } from './failover.ts';
import { measureLarge } from './large.ts';
import { measurePerPod } from './per-pod.ts';
import type { PerPod } from './per-pod.ts';
import { median, percentile } from './statistics.ts';

/** `npm run bench`: figures of one run on one machine; only the ratios mean anything elsewhere. */
const { BENCH_ROUNDS = '3', BENCH_TRIES = '20', BENCH_PODS = '5000' } = process.env;

async function perPod(qps: 'fast' | 'default'): Promise<void> {
  const stack = await startStack({ dir: await temporaryFolder('bench'), cluster: { qps } });
  try {
    const rig = await rigOf(stack);
    const [slot] = await makeSlots(rig, 1);
    if (!slot) throw new Error('no slot');
    console.log(
      `\nOverhead per pod, one at a time, beyond the pods' own time (controllers at ${qps === 'fast' ? '300' : '20'} QPS)`,
    );
    for (const pods of qps === 'fast' ? [30, 60] : [30])
      print(await measurePerPod(rig, slot, pods, Number(BENCH_ROUNDS)));
    if (qps === 'fast') await reactions(rig);
    if (qps === 'fast' && Number(BENCH_PODS) > 0) await large(rig);
  } finally {
    await stopTestServers();
    await stack.stop();
  }
}

function print({ pods, ms, writes }: PerPod): void {
  const { native = NaN, floor = NaN, ours = NaN } = ms;
  const how = pods > 50 ? 'in tranches' : 'a step each';
  console.log(
    `  ${pods} pods, ${how}: native ${native.toFixed(0)} ms, floor ${floor.toFixed(0)} ms, ours ${ours.toFixed(0)} ms; ` +
      `ours/native ${(ours / native).toFixed(2)}, ours/floor ${(ours / floor).toFixed(2)}; ${writes.toFixed(2)} writes per pod`,
  );
}

async function reactions(rig: Rig): Promise<void> {
  const aborts = await measureAbort(rig, Number(BENCH_TRIES));
  console.log(
    `\nAbort to first compensating write: p50 ${median(aborts).toFixed(0)} ms, p99 ${percentile(aborts, 99).toFixed(0)} ms (${aborts.length} tries)`,
  );
  const [slot] = await makeSlots(rig, 1);
  if (!slot) throw new Error('no slot');
  const gaps = await measureFailover(rig, slot, Math.ceil(Number(BENCH_TRIES) / 2));
  console.log(
    `Kill -9 of the worker that writes, to the next write: p50 ${(median(gaps) / 1000).toFixed(1)} s, longest ${(Math.max(...gaps) / 1000).toFixed(1)} s (${gaps.length} tries)`,
  );
}

async function large(rig: Rig): Promise<void> {
  const { pods, events, seconds } = await measureLarge(rig, Number(BENCH_PODS));
  console.log(
    `\n${pods} pods, 1 % at a time: ${events.join(' + ')} history events in ${events.length} run(s), ${seconds.toFixed(0)} s`,
  );
}

await perPod('fast');
await perPod('default');
await removeTemporaryFolders();
process.exit(0); // watches of stopped servers may still be trying
