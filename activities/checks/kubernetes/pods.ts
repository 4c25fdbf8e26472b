import type { CheckOf } from '../../../domain/checks/check.ts';
import { countOf } from '../../../domain/scalars.ts';
import type { Pod } from './objects.ts';
import type { Answer, Reads } from './reads.ts';

/**
 * Whether the workload's pods are well: the Ready condition counts, not the phase, which says Running of a pod that
 * serves nobody (S0-136, S0-147, D0-26). Pods that are being deleted are on their way out and do not count.
 */
export async function healthyPods(check: CheckOf<'kubernetes'>, { context, deployment, pods }: Reads): Promise<Answer> {
  const [{ spec }, all] = await Promise.all([deployment(), pods()]);
  const staying = all.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const unwell = staying.filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name);
  // While pods are being replaced some may be missing on purpose; the stabilization before the gate watches that.
  const whole = context.gate !== 'postPodReplacement' && context.gate !== 'intermediateValidation';
  const missing = whole ? Math.max(0, spec.replicas - staying.length) : 0;
  const value = unwell.length + missing;
  const atMost = countOf(check.unhealthyAtMost, spec.replicas, 'down');
  const seen = [
    `${staying.length - unwell.length} of ${spec.replicas} pods are ready`,
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(unwell.length > 0 ? [`not ready: ${someOf(unwell)}`] : []),
  ].join('; ');
  if (staying.length === 0 && spec.replicas === 0)
    return { verdict: 'inconclusive', detail: 'the workload is scaled to 0: there is no pod to look at' };
  const limit = `at most ${atMost} unhealthy pods`;
  if (value <= atMost) return { value, limit, verdict: 'pass', detail: seen };
  const advice = context.gate === 'preDeployment' ? '; mend them before deploying' : '';
  return { value, limit, verdict: 'fail', detail: `${seen}${advice}` };
}

/** Restarts of the candidate's pods: a container that dies and comes back is Ready most of the time. */
export async function restarts(check: CheckOf<'kubernetes'>, { context }: Reads): Promise<Answer> {
  const { gate, sighting } = context;
  const pods = gate === 'preDeployment' ? [] : sighting.candidate;
  const limit = `at most ${check.restartsAtMost} restarts of one pod`;
  if (gate === 'preDeployment') return { limit, verdict: 'pass', detail: 'no candidate pod exists yet' };
  if (pods.length === 0) return { limit, verdict: 'inconclusive', detail: 'there is no candidate pod to look at' };
  const value = Math.max(...pods.map((pod) => pod.restarts));
  const restarted = pods.filter((pod) => pod.restarts > check.restartsAtMost);
  if (restarted.length === 0)
    return { value, limit, verdict: 'pass', detail: `${pods.length} pods, at most ${value} restarts` };
  return {
    value,
    limit,
    verdict: 'fail',
    detail: someOf(restarted.map((pod) => `${pod.name} restarted ${pod.restarts} times`)),
  };
}

const isReady = ({ status }: Pod): boolean =>
  (status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');

const someOf = (names: readonly string[]): string =>
  names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
