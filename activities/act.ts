import { candidatesBeside, sizeOf } from '../domain/batch.ts';
import { Failure } from '../domain/failure.ts';
import type { Action, Replace } from '../domain/plan.ts';
import { assertNever } from '../domain/scalars.ts';
import type { Origin } from '../domain/snapshot.ts';
import type { Pulse } from './beat.ts';
import type { Deps } from './deps.ts';
import type { Judging } from './port.ts';
import { sightNow } from './sight.ts';
import { watchOnce } from './watch/index.ts';

/** Carries out one action and reads that it took effect. `origin` is needed where the pace is put back. */
export async function actOn(
  deps: Deps,
  judging: Judging,
  origin: Origin | undefined,
  action: Action,
  pulse: Pulse,
): Promise<void> {
  const { workload } = deps;
  const { ticket } = judging;
  switch (action.op) {
    case 'replace':
      await (action.tranche
        ? tranche(deps, judging, action, pulse)
        : workload.replace(ticket, action, pulse.signal, pulse.progress));
      // Nothing of the stable revision is left: from here the workload looks healthy to everyone while it soaks.
      if (action.stable === 0 && origin) await workload.settle(ticket, origin, pulse.signal);
      return;
    case 'promote':
      return workload.promote(ticket);
    default:
      return assertNever(action);
  }
}

/**
 * Many batches in one activity. Where it stands is read from the cluster, never remembered: after a crash the batch
 * that was being judged is judged again.
 */
async function tranche(deps: Deps, judging: Judging, action: Replace, pulse: Pulse): Promise<void> {
  const { workload } = deps;
  const { ticket } = judging;
  const { tranche: part, ...whole } = action;
  const { from, each } = part ?? { from: action.stable, each: [] };
  const { batch } = action;
  const standing = (await sightNow(deps.workload, ticket, pulse.signal)).stable.length;
  const first = from === ticket.replicas ? from - batch.unavailable : from - sizeOf(batch);
  for (let stable = Math.min(Math.max(standing, action.stable), Math.max(first, action.stable)); ;) {
    const candidate = candidatesBeside(stable, ticket.replicas, batch);
    await workload.replace(ticket, { ...whole, stable, candidate }, pulse.signal, pulse.progress);
    const last = stable <= action.stable;
    for (const watch of each) {
      // Whether more pods may go is asked before they do; after the last batch the next step asks, or none goes.
      if (last && watch.op === 'gate' && watch.gate === 'window') continue;
      const verdict = await watchOnce(
        deps,
        judging,
        watch.op === 'stabilize' ? { ...watch, candidate } : watch,
        afresh(pulse),
      );
      if (verdict.is !== 'pass')
        throw new Failure(
          'not-ready-in-time',
          `at ${ticket.replicas - stable} of ${ticket.replicas}: ${verdict.because}`,
        );
    }
    if (last) return;
    stable = Math.max(action.stable, stable - sizeOf(batch));
  }
}

/** Each batch's window begins with the batch, not with the tranche. */
function afresh(pulse: Pulse): Pulse {
  const begun = Date.now();
  return { ...pulse, since: () => begun };
}
