import type { Watch } from '../../domain/plan.ts';
import { milliseconds } from '../../domain/scalars.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { Pulse } from '../beat.ts';
import type { Sighting, Ticket, Workload } from '../workload/port.ts';

type Stabilize = Extract<Watch, { op: 'stabilize' }>;

/** A pod that restarted so often is in a crash loop; waiting for it longer tells nothing. */
const CRASH_LOOP = 3;

/**
 * First all candidates become ready within `readyWithin`; then they stay so for the window. Every change of the
 * workload is looked at, so a breach ends it at once and nothing between two samples is missed.
 */
export async function stabilize(workload: Workload, ticket: Ticket, watch: Stabilize, pulse: Pulse): Promise<Verdict> {
  const restarts = new Map<string, number>();
  let last: Sighting | undefined;
  let broken: string | undefined;
  const see = (judge: (sighting: Sighting) => boolean) => (sighting: Sighting) => {
    last = sighting;
    broken = breachOf(sighting, restarts);
    pulse.progress(textOf(sighting, watch));
    return broken !== undefined || judge(sighting);
  };
  const watched = (ms: number, met: (sighting: Sighting) => boolean): Promise<boolean> =>
    until(workload, ticket, pulse.signal, ms, see(met));
  const ready = await watched(milliseconds(watch.readyWithin), (s) => allReady(s, watch, ticket));
  if (broken !== undefined) return failed(broken);
  if (!ready) return failed(`${lateText(last, watch)} within ${watch.readyWithin}`);
  const left = milliseconds(watch.window) - (Date.now() - pulse.since());
  if (left > 0) await watched(left, (s) => !allReady(s, watch, ticket));
  if (broken !== undefined) return failed(broken);
  if (last && !allReady(last, watch, ticket))
    return failed(`${unreadyText(last)} within the window of ${watch.window}`);
  return passed(watch, last?.candidate.length ?? 0);
}

/** True when `met` came true, false when the time was up first. */
async function until(
  workload: Workload,
  ticket: Ticket,
  signal: AbortSignal,
  ms: number,
  met: (sighting: Sighting) => boolean,
): Promise<boolean> {
  const time = AbortSignal.timeout(ms);
  try {
    await workload.watch(ticket, AbortSignal.any([signal, time]), met);
    return true;
  } catch (error) {
    if (time.aborted && !signal.aborted) return false;
    throw error;
  }
}

/** An autoscaler may have asked for more candidates than the plan, or fewer; then all there should be must be ready. */
const allReady = ({ candidate, candidatesWanted, replicas }: Sighting, watch: Stabilize, ticket: Ticket): boolean => {
  const planned = replicas === ticket.replicas ? watch.candidate : 1;
  const wanted = Math.max(planned, candidatesWanted);
  return candidate.length >= wanted && candidate.every(({ ready }) => ready);
};

function breachOf({ trouble, candidate }: Sighting, restarts: Map<string, number>): string | undefined {
  if (trouble !== undefined) return trouble;
  for (const pod of candidate) {
    const before = restarts.get(pod.uid);
    if (pod.restarts >= CRASH_LOOP) return `pod ${pod.name} is in a crash loop: ${pod.restarts} restarts`;
    if (before !== undefined && pod.restarts > before && pod.ready)
      return `pod ${pod.name} restarted while it was watched`;
    if (pod.ready) restarts.set(pod.uid, pod.restarts);
  }
  return undefined;
}

const passed = ({ candidate, window }: Stabilize, stayed: number): Verdict => ({
  is: 'pass',
  evidence: [
    {
      check: 'stabilize',
      verdict: 'pass',
      value: candidate,
      detail: `${stayed} candidates stayed ready for ${window}`,
    },
  ],
});

const failed = (detail: string): Verdict => ({
  is: 'fail',
  because: detail,
  evidence: [{ check: 'stabilize', verdict: 'fail', detail }],
});

const textOf = ({ candidate, candidatesWanted }: Sighting, { window }: Stabilize): string =>
  `${candidate.filter(({ ready }) => ready).length} of ${candidatesWanted} candidates ready; must stay so for ${window}`;

function lateText(seen: Sighting | undefined, { candidate }: Stabilize): string {
  if (!seen) return 'the workload could not be seen';
  const ready = seen.candidate.filter((pod) => pod.ready).length;
  const why = seen.complaints.length > 0 ? ` (${seen.complaints.join('; ')})` : '';
  return `only ${ready} of ${candidate} candidates became ready${why}`;
}

function unreadyText({ candidate, complaints }: Sighting): string {
  const names = candidate.filter(({ ready }) => !ready).map(({ name }) => name);
  const why = complaints.length > 0 ? ` (${complaints.join('; ')})` : '';
  return names.length > 0
    ? `pod ${names.join(', ')} was ready and no longer is${why}`
    : `candidates went missing${why}`;
}
