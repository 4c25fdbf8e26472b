import type { CheckOf } from '../../../domain/checks/check.ts';
import { Node, Pod } from './objects.ts';
import type { PodSpec } from './objects.ts';
import { isActive } from './reads.ts';
import type { Answer, Reads } from './reads.ts';
import { amounts, asked, plus } from './resources.ts';
import type { Amounts } from './resources.ts';

/**
 * Whether the nodes have room for the surge: what is allocatable less what is requested, per node, against what one
 * pod requests (S0-071, S0-134, D0-25). Not usage: the scheduler does not look at it. All surge pods are alike, so the
 * rooms of the nodes add up exactly; affinity, spread and volumes are not modelled, and the answer says so.
 */
export async function schedulable(_check: CheckOf<'kubernetes'>, reads: Reads): Promise<Answer> {
  const surge = surgeOf(reads);
  if (surge === 0) return { verdict: 'pass', detail: 'no further pod has to be scheduled' };
  const [spec, nodes, pods] = await Promise.all([
    podSpec(reads),
    reads.list('/api/v1/nodes', Node),
    reads.list('/api/v1/pods', Pod),
  ]);
  const usable = nodes.filter((node) => takes(node, spec));
  const need = asked(spec);
  const requested = requestedByNode(pods);
  const value = usable.map((node) => roomOn(node, requested.get(node.metadata.name), need)).reduce((a, b) => a + b, 0);
  const limit = `room for at least ${surge} pods`;
  const detail =
    `${usable.length} of ${nodes.length} nodes take such pods and have room for ${value}, each asking for ` +
    `${wanted(need)}; affinity, spread and volumes are not counted`;
  return { value, limit, verdict: value >= surge ? 'pass' : 'fail', detail };
}

/** Pods that may still be made on top; none once every pod is the candidate. */
export const surgeOf = ({ context: { gate, sighting, surge } }: Reads): number =>
  gate !== 'preDeployment' && sighting.stable.length === 0 ? 0 : surge;

/** A living pod's spec has what admission put into it, such as a LimitRange's defaults; the template has not. */
export async function podSpec({ deployment, pods }: Reads): Promise<PodSpec> {
  const [living] = await pods();
  return living?.spec ?? (await deployment()).spec.template.spec;
}

function requestedByNode(pods: readonly Pod[]): ReadonlyMap<string, Amounts> {
  const byNode = new Map<string, Amounts>();
  for (const { spec } of pods.filter(isActive))
    if (spec.nodeName !== undefined) byNode.set(spec.nodeName, plus(byNode.get(spec.nodeName) ?? {}, asked(spec)));
  return byNode;
}

/** How many such pods fit on the node, by its scarcest resource. */
function roomOn(node: Node, taken: Amounts = {}, need: Amounts): number {
  const allocatable = amounts(node.status?.allocatable);
  const rooms = Object.entries(need)
    .filter(([, each]) => each > 0)
    .map(([name, each]) => Math.floor(((allocatable[name] ?? 0) - (taken[name] ?? 0)) / each + 1e-9));
  return Math.max(0, Math.min(...rooms));
}

function takes({ metadata, spec, status }: Node, pod: PodSpec): boolean {
  const ready = (status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
  const chosen = Object.entries(pod.nodeSelector ?? {}).every(([key, value]) => metadata.labels?.[key] === value);
  const repelling = (spec?.taints ?? []).filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
  return ready && spec?.unschedulable !== true && chosen && repelling.every((taint) => tolerates(pod, taint));
}

type Taint = { readonly key: string; readonly value?: string | undefined; readonly effect: string };

const tolerates = ({ tolerations = [] }: PodSpec, taint: Taint): boolean =>
  tolerations.some(
    ({ key, operator = 'Equal', value = '', effect }) =>
      (effect === undefined || effect === '' || effect === taint.effect) &&
      (operator === 'Exists'
        ? key === undefined || key === '' || key === taint.key
        : key === taint.key && value === (taint.value ?? '')),
  );

const wanted = (need: Amounts): string =>
  Object.entries(need)
    .filter(([name]) => name !== 'pods')
    .map(([name, each]) => `${each} ${name}`)
    .join(', ') || 'nothing';
