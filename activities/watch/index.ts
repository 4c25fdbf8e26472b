import type { Watch } from '../../domain/plan.ts';
import { assertNever } from '../../domain/scalars.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { Pulse } from '../beat.ts';
import type { Deps } from '../deps.ts';
import type { Judging } from '../port.ts';
import { analyse, controls, untilAllowed } from './gates.ts';
import { stabilize } from './stabilize.ts';

/** Looks at the world until it can say what it sees. Approvals are not for an activity: the workflow waits for them. */
export async function watchOnce(deps: Deps, judging: Judging, watch: Watch, pulse: Pulse): Promise<Verdict> {
  switch (watch.op) {
    case 'stabilize':
      return stabilize(deps.workload, judging.ticket, watch, pulse);
    case 'analyse':
      return analyse(deps, judging, watch, pulse);
    case 'gate':
      if (watch.gate === 'controls') return controls(deps, judging, watch.name, pulse);
      if (watch.gate === 'window') return untilAllowed(deps, judging, watch, pulse);
      throw new TypeError(`approval ${watch.name} is not for an activity`);
    default:
      return assertNever(watch);
  }
}
