import { setTimeout as sleep } from 'node:timers/promises';
import type { Check, GateName } from '../../domain/checks/check.ts';
import type { Watch, Window } from '../../domain/plan.ts';
import { milliseconds } from '../../domain/scalars.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { Pulse } from '../beat.ts';
import { askAll } from '../checks/ask-all.ts';
import type { Deps } from '../deps.ts';
import type { Judging } from '../port.ts';
import { sightNow } from '../sight.ts';
import type { Sighting } from '../workload/port.ts';

/** Longest that one round of checks may take; what has not answered by then is inconclusive. */
const ROUND_MS = 60_000;

/** Asks a gate's checks; what cannot tell is asked again, and is never turned into a pass. */
export async function controls(deps: Deps, judging: Judging, gate: GateName, pulse: Pulse): Promise<Verdict> {
  const { retryFor } = judging.rules.onInconclusive;
  const started = pulse.since();
  for (;;) {
    pulse.progress(`${gate}: asking ${judging.rules.gates[gate].length} checks`);
    const verdict = await round(deps, judging, gate, pulse.signal);
    const left = milliseconds(retryFor) - (Date.now() - started);
    if (verdict.is !== 'inconclusive' || left <= 0) return verdict;
    pulse.progress(`${gate}: ${verdict.because}`);
    await sleep(Math.min(left, Math.max(250, milliseconds(retryFor) / 10)), undefined, { signal: pulse.signal });
  }
}

/**
 * Asks the checks again and again over a window and watches the pods meanwhile. A failure ends it at once. What cannot
 * tell is forgiven as long as it can tell again within `retryFor`; the last word must be a pass.
 */
export async function analyse(
  deps: Deps,
  judging: Judging,
  watch: Extract<Watch, { op: 'analyse' }>,
  pulse: Pulse,
): Promise<Verdict> {
  const end = pulse.since() + milliseconds(watch.window);
  const patience = milliseconds(judging.rules.onInconclusive.retryFor);
  let known = Date.now();
  for (;;) {
    const verdict = await round(deps, judging, watch.gate, pulse.signal);
    const left = end - Date.now();
    pulse.progress(`${watch.gate}: ${verdict.is}, ${Math.max(0, Math.round(left / 1000))} s left`);
    if (verdict.is === 'fail') return verdict;
    if (verdict.is === 'pass') known = Date.now();
    if (verdict.is === 'pass' ? left <= 0 : Date.now() - known > patience) return verdict;
    await sleep(Math.max(50, Math.min(milliseconds(watch.every), Math.max(left, 0))), undefined, {
      signal: pulse.signal,
    });
  }
}

/**
 * Asks until the checks pass. What is denied for now, and what is not known, is waited for; any other failure ends it
 * at once, and so does the deadline, with the last answer (D0-06, D0-07).
 */
export async function untilAllowed(deps: Deps, judging: Judging, watch: Window, pulse: Pulse): Promise<Verdict> {
  const began = pulse.since();
  const end = began + milliseconds(watch.deadline);
  for (let denied: string | undefined; ;) {
    const verdict = await round(deps, judging, watch.name, pulse.signal);
    if (verdict.is === 'pass') return denied === undefined ? verdict : waited(verdict, watch, began, denied);
    if (verdict.is === 'fail' && verdict.postpone !== true) return verdict;
    denied ??= verdict.because;
    const left = end - Date.now();
    if (left <= 0) return { ...verdict, because: `not allowed within ${watch.deadline}: ${verdict.because}` };
    pulse.progress(`${watch.name}: waiting; ${verdict.because}`);
    await sleep(Math.min(left, Math.max(100, milliseconds(watch.every))), undefined, { signal: pulse.signal });
  }
}

/** A wait is part of the story that the report tells. */
function waited(verdict: Verdict, { name }: Window, began: number, denied: string): Verdict {
  const detail = `waited ${Math.round((Date.now() - began) / 1000)} s; at first ${denied}`;
  return { ...verdict, evidence: [...verdict.evidence, { check: `${name}/wait`, verdict: 'pass', detail }] };
}

/** One round: are the pods as they should be, and what do the checks say. */
async function round(deps: Deps, judging: Judging, gate: GateName, signal: AbortSignal): Promise<Verdict> {
  const { ticket, rules } = judging;
  const sighting = await sightNow(deps.workload, ticket, signal);
  if (sighting.trouble !== undefined && gate !== 'preDeployment') return failure('workload', sighting.trouble);
  const checks: readonly Check[] = rules.gates[gate];
  const context = {
    gate,
    rules,
    target: ticket.target,
    image: ticket.image,
    surge: ticket.surge,
    sighting,
    metrics: deps.metrics,
    kube: await deps.kubeOf(ticket.target.cluster),
    registry: deps.registry,
  };
  const verdict = await askAll(checks, context, AbortSignal.any([signal, AbortSignal.timeout(ROUND_MS)]));
  const pods = podsVerdict(sighting, gate);
  if (pods.is === 'fail') return { ...pods, evidence: [...pods.evidence, ...verdict.evidence] };
  return checks.length === 0 ? pods : verdict;
}

/** While it soaks, every pod must be a ready candidate. */
function podsVerdict({ candidate, replicas }: Sighting, gate: GateName): Verdict {
  const ready = candidate.filter((pod) => pod.ready).length;
  const whole = gate === 'monitor' || gate === 'finalValidation';
  if (whole && ready < replicas) return failure('pods', `only ${ready} of ${replicas} candidates are ready`);
  return {
    is: 'pass',
    evidence: [{ check: 'pods', verdict: 'pass', value: ready, detail: `${ready} candidates are ready` }],
  };
}

const failure = (check: string, detail: string): Verdict => ({
  is: 'fail',
  because: detail,
  evidence: [{ check, verdict: 'fail', detail }],
});
