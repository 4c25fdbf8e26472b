import { checkWords, limitWords } from './check-words.ts';
import type { GateName } from './checks/check.ts';
import { undoOf, wayBack } from './plan.ts';
import type { Action, Plan, PodPlan, Replace, Replan, Watch } from './plan.ts';
import { assertNever, durationOf } from './scalars.ts';

/** A plan as it is rendered; the digest is absent while it has not been made. */
export type Rendered = Omit<Plan, 'digest'> & Partial<Pick<Plan, 'digest'>>;

/** More pods or steps than this are shown by their ends: nobody reads 5,000 lines, and all of them are in the JSON. */
const LINES = 60;
const TAIL = 5;

/**
 * A plan as text for the person who approves it: who goes when and why, every step with its undo, the way back, what
 * the gates ask, and what else there is to know. Pure; the same plan is the same text.
 */
export function renderPlan(plan: Rendered, touches: readonly string[] = []): string {
  return [
    header(plan),
    section('Order of replacement', order(plan)),
    section('Steps', shortened(plan.steps.flatMap((_, i) => stepLines(plan, i)))),
    section('The way back, from any step before promotion', home(plan)),
    section('Gates', gates(plan)),
    section(
      'Would touch',
      touches.map((touch) => `  - ${touch}`),
    ),
    section(
      'Notices',
      plan.notices.map((notice) => `  ! ${notice}`),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length > 0 ? [`${title}:`, ...lines].join('\n') : '';

function header(plan: Rendered): string {
  const { target, envelope, onFailure } = plan;
  return table([
    ['Plan', plan.name],
    ['Target', `${target.cluster}/${target.namespace}/${target.kind.toLowerCase()}/${target.name}`],
    ['Application', `${plan.application}, ${plan.environment}`],
    ['Strategy', `${plan.strategy}, at most ${pods(envelope.largestBatch)} at once`],
    ['From', `${plan.from.image} (revision ${plan.from.revision})`],
    [
      'To',
      `${plan.to.image}${plan.to.image.startsWith(plan.to.requested) ? '' : ` (asked for: ${plan.to.requested})`}`,
    ],
    ['Replicas', String(plan.replicas)],
    ['Ends by', `${envelope.latestEnd}, else it goes home`],
    ['On failure', onFailure === 'rollback' ? 'goes home by itself' : 'holds and waits for a person'],
    ...(plan.digest === undefined ? [] : [['Digest', plan.digest]]),
  ]).join('\n');
}

function order({ pods: plans }: Rendered): readonly string[] {
  if (plans.length === 0) return ['  no pod runs; nothing is replaced'];
  const [head = '', ...rows] = table([
    ['  #', 'POD', 'DURATION', 'STABILIZATION', 'TRAFFIC', 'WHY'],
    ...plans.map((pod) => [`  ${pod.order}`, pod.name, `~${time(pod.estimatedSeconds)}`, ...impact(pod), pod.why]),
  ]);
  return [head, ...shortened(rows)];
}

const impact = ({ stabilizationSeconds, trafficImpact }: PodPlan): readonly string[] => [
  time(stabilizationSeconds),
  `${Number((trafficImpact * 100).toFixed(2))} %`,
];

/** Short times are read at a glance in seconds; `durationOf` would write 120 s as 2m beside 90s. */
const time = (seconds: number): string => (seconds < 3_600 ? `${Number(seconds.toFixed(1))}s` : durationOf(seconds));

function stepLines(plan: Rendered, i: number): readonly string[] {
  const step = plan.steps[i];
  if (!step) return [];
  const indent = ' '.repeat(String(plan.steps.length).length + 4);
  const number = `  ${String(i + 1).padStart(String(plan.steps.length).length)}. `.slice(0, indent.length);
  const undo = undoOf(step).map((action) => `${indent}undo: ${undoWords(action)}`);
  return [[`${number}${step.why}`, `${indent}${doWords(step.do, plan)}`, ...undo].join('\n')];
}

function doWords(what: Action | Watch | Replan, plan: Rendered): string {
  switch (what.op) {
    case 'replace':
    case 'promote':
      return actionWords(what);
    case 'replan':
      return `ask ${plan.strategy} again, within this plan's bounds`;
    case 'stabilize':
    case 'analyse':
    case 'gate':
      return watchWords(what, plan);
    default:
      return assertNever(what);
  }
}

function actionWords(action: Action): string {
  if (action.op === 'promote') return 'promote: the candidate becomes the stable revision, the lock is released';
  const { batch, next, tranche } = action;
  const names = next.slice(0, 3).map(({ name }) => name);
  const more = next.length > names.length ? ` and ${next.length - names.length} more` : '';
  const marks = names.length > 0 ? `; marked to go next: ${names.join(', ')}${more}` : '';
  const after = tranche ? `; after each batch: ${tranche.each.map(trancheWords).join(', ')}` : '';
  return `replace: ${standing(action)}, ${room(batch)}${marks}${after}`;
}

const undoWords = (action: Action): string =>
  action.op === 'promote' ? actionWords(action) : `back to ${standing(action)}, ${room(action.batch)}`;

const standing = ({ stable, candidate }: Replace): string => `${stable} stable and ${candidate} candidate`;

function room({ surge, unavailable }: Replace['batch']): string {
  const parts = [
    ...(surge > 0 ? [`at most ${surge} on top`] : []),
    ...(unavailable > 0 ? [`at most ${unavailable} missing`] : []),
  ];
  return parts.join(' and ') || 'no room';
}

const trancheWords = (watch: Watch): string => (watch.op === 'gate' ? `gate ${watch.name}` : watch.op);

function watchWords(watch: Watch, { rules }: Rendered): string {
  if (watch.op === 'stabilize')
    return `stabilize: ${pods(watch.candidate)} ready within ${watch.readyWithin}, and for ${watch.window} on end`;
  if (watch.op === 'analyse') {
    const count = rules.gates[watch.gate].length;
    return `analyse: ${checks(count)} every ${watch.every} for ${watch.window}`;
  }
  if (watch.gate === 'controls') return `gate ${watch.name}: ${checks(rules.gates[watch.name].length)}`;
  if (watch.gate === 'window')
    return `wait until gate ${watch.name} passes: ${checks(rules.gates[watch.name].length)} every ${watch.every}, within ${watch.deadline}`;
  const who = watch.by ? watch.by.join(' or ') : 'anyone who may send commands';
  return `approval ${watch.name}: by ${who}, within ${watch.deadline}`;
}

const pods = (count: number): string => `${count} pod${count === 1 ? '' : 's'}`;
const checks = (count: number): string => (count === 0 ? 'readiness alone' : `${count} check${count === 1 ? '' : 's'}`);

function home(plan: Rendered): readonly string[] {
  const pivot = plan.steps.findIndex((step) => step.do.op === 'promote');
  const actions = wayBack(plan.steps, pivot === -1 ? plan.steps.length : pivot) ?? [];
  if (actions.length === 0) return ['  nothing is changed before promotion'];
  return actions.map((action, i) => `  ${i + 1}. ${undoWords(action)}`);
}

function gates({ rules }: Rendered): readonly string[] {
  const { retryFor, then } = rules.onInconclusive;
  const names = Object.keys(rules.gates) as GateName[]; // the record's own keys
  const asked = names.filter((name) => rules.gates[name].length > 0);
  if (asked.length === 0) return [];
  const end = then === 'fail' ? 'fails' : 'holds';
  return [
    ...asked.flatMap((name) => [
      `  ${name}`,
      ...rules.gates[name].map((check) => `    - ${checkWords(check)}${baselineWords(check, rules)}`),
    ]),
    `  A gate that cannot tell is asked again for ${retryFor}, then it ${end}; not knowing is never a pass.`,
  ];
}

function baselineWords(check: Parameters<typeof checkWords>[0], { baseline }: Rendered['rules']): string {
  if (check.kind !== 'metric' || check.compare?.with !== 'baseline') return '';
  const value = baseline[check.name];
  return value === undefined || value === null ? '; baseline not measured' : `; baseline ${limitWords(value)}`;
}

/** First lines and last lines of a long list. */
function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= LINES) return lines;
  const hidden = lines.length - LINES;
  return [...lines.slice(0, LINES - TAIL), `  … ${hidden} more …`, ...lines.slice(-TAIL)];
}

/** Left-aligned columns, two blanks apart, the last one not padded. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, cell.length)), []);
  return rows.map((row) => row.map((cell, i) => (i < row.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell)).join('  '));
}
