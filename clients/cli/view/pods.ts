import { undoOf } from '../../../domain/plan.ts';
import type { Plan, Replace, Step } from '../../../domain/plan.ts';
import type { Status } from '../../../workflows/messages.ts';
import type { Colors } from '../terminal.ts';

/** Where the pods stand, told from the steps begun: the last replace says how many of each kind there are to be. */
export interface Standing {
  readonly stable: number;
  readonly candidate: number;
  readonly marked: ReadonlySet<string>;
}

export function standingOf(plan: Plan, { begun, phase, outcome }: Status): Standing {
  const begunSteps = plan.steps.slice(0, begun);
  const last = isHome({ phase, outcome })
    ? begunSteps.flatMap(undoOf).find(isReplace)
    : begunSteps.flatMap(replaceOf).at(-1);
  if (!last) return { stable: plan.replicas, candidate: 0, marked: new Set() };
  return { stable: last.stable, candidate: last.candidate, marked: new Set(last.next.map(({ uid }) => uid)) };
}

/** On the way home, or there. */
const isHome = ({
  phase,
  outcome,
}: Pick<Status, 'phase'> & { readonly outcome?: Status['outcome'] | undefined }): boolean =>
  phase === 'going-home' || outcome?.is === 'rolled-back';

/** No names: stable pods that had gone are made anew, and only the cluster knows what they are called. */
function homeRow(plan: Plan, status: Status, colors: Colors): readonly string[] {
  const row = `□ ${standingOf(plan, status).stable} of ${plan.replicas}`;
  return status.outcome
    ? [`  ${row}`, colors.green('stable'), 'again']
    : [`  ${row}`, colors.yellow('stable'), 'to be again'];
}

const isReplace = (action: { readonly op: string }): action is Replace => action.op === 'replace';
const replaceOf = (step: Step): readonly Replace[] => ('undo' in step && step.do.op === 'replace' ? [step.do] : []);

const MOST_PODS = 12;

/** The stable pods in the order they go, and how many candidates stand in for them. */
export function podRows(plan: Plan, status: Status, colors: Colors): readonly (readonly string[])[] {
  if (isHome(status)) return [homeRow(plan, status, colors)];
  const { stable, candidate, marked } = standingOf(plan, status);
  const of = `${candidate} of ${plan.replicas}`;
  if (status.outcome?.is === 'promoted') return [[colors.green(`  ✔ ${of}`), colors.green('promoted')]];
  const gone = plan.replicas - stable;
  const rows = plan.pods.map(({ name, uid, order, why }, i) => {
    if (i < gone) return [colors.dim(`  ✔ ${name}`), colors.dim('replaced'), colors.dim(`was ${order}. to go`)];
    const info = marked.has(uid) ? colors.yellow('goes next') : `${order}. to go`;
    return [`  □ ${name}`, colors.green('stable'), `${info}, ${why}`];
  });
  const shown = rows.slice(Math.max(0, Math.min(gone - 2, rows.length - MOST_PODS))).slice(0, MOST_PODS);
  const hidden = rows.length - shown.length;
  return [
    ...(candidate > 0 ? [[colors.yellow(`  ■ ${of}`), colors.yellow('candidate'), '']] : []),
    ...shown,
    ...(hidden > 0 ? [[colors.dim(`  … and ${hidden} more`), '', '']] : []),
  ];
}
