import type { Plan, Step } from '../domain/plan.ts';
import type { Outcome } from '../domain/verdict.ts';
import type { Status } from './messages.ts';

/** The server takes 20,000 bytes; a long plan shows the steps around the present one. */
const STEPS_AROUND = 12;

/** The rollout as Markdown, for the Temporal UI: readable there without any help of ours. */
export function renderDetails(status: Status, workflowId: string): string {
  const { plan, phase, begun, waitingFor, outcome } = status;
  const head = `## ${outcome ? outcome.is : phase}${outcome && 'because' in outcome ? `: ${cell(outcome.because)}` : ''}`;
  if (!plan) return `${head}\n\n${workflowId}`;
  return [
    head,
    '',
    `**${plan.target.namespace}/${plan.target.name}** (${plan.target.cluster}) · ${plan.strategy} · ${plan.replicas} pods`,
    '',
    `\`${plan.from.image}\` → \`${plan.to.image}\``,
    '',
    ...(waitingFor === undefined ? [] : [`**Waiting for** ${cell(waitingFor)}`, '']),
    ...(status.paused ? ['**Paused.** `resume` goes on, `abort` takes it back.', ''] : []),
    ...steps(plan, begun, outcome),
    '',
    ...measurements(status),
  ].join('\n');
}

function steps(plan: Plan, begun: number, outcome: Outcome | undefined): readonly string[] {
  const first = Math.max(0, begun - 1 - STEPS_AROUND);
  const shown = plan.steps.slice(first, begun + STEPS_AROUND);
  const before = first > 0 ? [`| … | ${first} steps done | |`] : [];
  const after = plan.steps.length - first - shown.length;
  return [
    '| | step | what |',
    '|---|---|---|',
    ...before,
    ...shown.map(
      (step, i) => `| ${markOf(first + i + 1, begun, outcome)} | ${first + i + 1} ${opOf(step)} | ${cell(step.why)} |`,
    ),
    ...(after > 0 ? [`| … | ${after} more | |`] : []),
  ];
}

function markOf(step: number, begun: number, outcome: Outcome | undefined): string {
  if (step > begun) return '·';
  if (step < begun || outcome?.is === 'promoted') return '✔';
  return outcome ? '✖' : '▶';
}

function measurements({ measurements: all }: Status): readonly string[] {
  if (all.length === 0) return [];
  return [
    '| check | says | |',
    '|---|---|---|',
    ...all.slice(-20).map(({ check, verdict, detail }) => `| ${cell(check)} | ${verdict} | ${cell(detail)} |`),
  ];
}

/** What a step does, in one word. */
export const opOf = (step: Step): string => (step.do.op === 'gate' ? `gate ${step.do.name}` : step.do.op);

/** Text that cannot break out of a table or start markup. */
const cell = (text: string): string =>
  text
    .replaceAll(/[\r\n|]+/g, ' ')
    .replaceAll(/[<>`]/g, '')
    .slice(0, 300);
