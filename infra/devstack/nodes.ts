import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';

/** Creates nodes for KWOK to manage, each with room for 1100 pods and 64 CPUs. Existing ones are left alone. */
export async function createNodes(api: Api, count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) {
    const { status, body } = await api.ask('POST', '/api/v1/nodes', nodeOf(`node-${index}`));
    if (status >= 400 && status !== 409) throw new Error(`create node-${index}: ${status} ${body?.message}`);
  }
}

/**
 * Takes the nodes away from a KWOK that is gone. Each KWOK holds its nodes by leases under a name of its own, made
 * anew at every start: the next one would leave pods Pending until the old leases run out.
 */
export async function releaseNodes(api: Api): Promise<void> {
  await api.must('DELETE', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases');
}

/** Waits until pods can be scheduled on `count` nodes. Throws when they cannot within 30 s. */
export async function nodesReady(api: Api, count: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (let ready = 0; ; await delay(30)) {
    const { items } = await api.must('GET', '/api/v1/nodes');
    ready = items.filter(isSchedulable).length;
    if (ready >= count) return;
    if (Date.now() > deadline) throw new Error(`nodes: ${ready} of ${count} ready after 30 s; see kwok.log`);
  }
}

interface Node {
  readonly spec: { readonly taints?: readonly unknown[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** The controller-manager takes the `not-ready` taint off a moment after the node says that it is ready. */
const isSchedulable = ({ spec, status }: Node): boolean =>
  !spec.taints?.length && (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');

const ROOM = { cpu: '64', memory: '256Gi', pods: '1100' } as const;

const nodeOf = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', type: 'kwok' } },
  status: { capacity: ROOM, allocatable: ROOM },
});
