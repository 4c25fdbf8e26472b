import { actOn } from './act.ts';
import { answer } from './answer.ts';
import { beating } from './beat.ts';
import type { Deps } from './deps.ts';
import { deliver } from './notify/deliver.ts';
import { prepare } from './plan/prepare.ts';
import { replan } from './plan/replan.ts';
import type { Activities } from './port.ts';
import { report } from './report.ts';
import { watchOnce } from './watch/index.ts';

/** The activities over their dependencies; names are what Temporal's UI shows. */
export function createActivities(deps: Deps): Activities {
  const { workload } = deps;
  return {
    prepare: (request) => beating(() => prepare(deps, request)),
    act: (judging, origin, action) => beating((pulse) => actOn(deps, judging, origin, action, pulse)),
    takeBack: (ticket, origin) => beating(({ signal, progress }) => workload.restore(ticket, origin, signal, progress)),
    brake: (ticket, origin) => workload.brake(ticket, origin),
    watch: (judging, watch) => beating((pulse) => watchOnce(deps, judging, watch, pulse)),
    replan: (standing) => beating(({ signal }) => replan(deps, standing, signal)),
    release: (ticket, origin) => beating(() => workload.release(ticket, origin)),
    unlock: (ticket) => beating(() => workload.unlock(ticket)),
    report: (target, ending) => report(deps, target, ending),
    tell: (made) => beating(({ signal }) => deliver(deps.notifiers, made, signal)),
    answer: (question) => answer(deps, question),
    findHolder: (target) => workload.holder(target).then((held) => held ?? null),
  };
}
