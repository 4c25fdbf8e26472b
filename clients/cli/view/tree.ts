import type { Plan } from '../../../domain/plan.ts';
import type { Live } from '../../rollouts.ts';
import { age, columns } from '../columns.ts';
import { harmless } from '../harmless.ts';
import type { Colors } from '../terminal.ts';
import { podRows } from './pods.ts';
import { MEASURED, messageOf, numberText, painted, shortImage, stateOf } from './words.ts';

/** How many steps are shown around the present one. */
const STEPS_SHOWN = 14;

/** The whole of a rollout on one screen. Pure but for the time it is told. */
export function renderTree(raw: Live, colors: Colors, now: number): string {
  const live = harmless(raw);
  const { plan, measurements } = live.status;
  return [
    columns(header(live, colors, now)),
    ...(plan ? ['', colors.bold('STEPS'), ...stepLines(plan, live, colors)] : []),
    ...(plan ? ['', colors.bold('PODS'), columns(podRows(plan, live.status, colors))] : []),
    ...(measurements.length > 0 ? ['', colors.bold('CHECKS'), columns(checkRows(live, colors))] : []),
  ].join('\n');
}

function header(live: Live, colors: Colors, now: number): readonly (readonly string[])[] {
  const { plan, begun, startedAt, rollout } = live.status;
  const [icon, word, tone] = stateOf(live);
  const message = messageOf(live);
  const images =
    plan && `${shortImage(plan.from.image)} ${colors.dim('→')} ${colors.yellow(shortImage(plan.to.image))}`;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Name', plan?.name],
    ['Target', live.target],
    ['Rollout', `${rollout} ${colors.dim(`(${age(startedAt, now)} ago)`)}`],
    [
      'Strategy',
      plan && `${plan.strategy}, at most ${plan.envelope.largestBatch} at once, ends by ${plan.envelope.latestEnd}`,
    ],
    ['Status', painted(colors, tone, `${icon} ${word}`)],
    ['Message', message],
    ['Images', images],
    ['Step', plan && `${begun}/${plan.steps.length}`],
    // Always there while there is a plan: a line that comes and goes makes the rest jump.
    ['Now', plan && !live.status.outcome ? live.doing.join('; ') || '-' : undefined],
    ['Temporal', live.ui],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[colors.bold(`${name}:`), value]]));
}

function stepLines(plan: Plan, live: Live, colors: Colors): readonly string[] {
  const { begun, outcome } = live.status;
  const width = String(plan.steps.length).length;
  const over = outcome !== undefined && outcome.is !== 'promoted';
  const lines = plan.steps.map(({ why }, i) => {
    const text = `${String(i + 1).padStart(width)}  ${why}`;
    if (i === begun - 1 && outcome === undefined) return colors.cyan(`  ▶ ${text}`);
    if (i === begun - 1 && over) return colors.red(`  ✖ ${text}`);
    return i < begun ? `  ${colors.green('✔')} ${text}` : colors.dim(`  · ${text}`);
  });
  const first = Math.max(0, Math.min(begun - STEPS_SHOWN / 2, lines.length - STEPS_SHOWN));
  const rest = lines.length - first - STEPS_SHOWN;
  return [
    ...(first > 0 ? [colors.dim(`  … ${first} before`)] : []),
    ...lines.slice(first, first + STEPS_SHOWN),
    ...(rest > 0 ? [colors.dim(`  … ${rest} to come`)] : []),
  ];
}

function checkRows({ status: { measurements } }: Live, colors: Colors): readonly (readonly string[])[] {
  return measurements.map(({ check, value, limit = '', verdict, detail }) => {
    const [icon, tone] = MEASURED[verdict];
    const seen = value === undefined ? '-' : numberText(value);
    return [`  ${painted(colors, tone, icon)} ${check}`, seen, limit, colors.dim(detail)];
  });
}
