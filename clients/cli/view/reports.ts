import type { Report, ReportSummary } from '../../../domain/report.ts';
import { age, columns } from '../columns.ts';
import { harmless } from '../harmless.ts';
import { numberText, shortImage } from './words.ts';

/** Reports as lines of a table, in the order given. */
export const reportTable = (reports: readonly ReportSummary[], now: number): string =>
  columns([
    ['AGE', 'RESULT', 'REVISION', 'IMAGE', 'BY', 'ROLLOUT', 'BECAUSE'],
    ...harmless(reports).map(({ timestamp, result, revision, image, requested_by, rollout, because }) => [
      age(timestamp, now),
      result,
      `${revision.before ?? '?'} → ${revision.after ?? '?'}`,
      shortImage(image),
      requested_by,
      rollout,
      because,
    ]),
  ]);

/** One report, whole. */
export function reportText(raw: Report): string {
  const report = harmless(raw);
  const { revision, replicas } = report;
  const head = columns([
    ['Rollout:', report.rollout],
    ['Target:', report.target],
    ['Application:', `${report.application}, ${report.environment}`],
    ['Strategy:', report.strategy],
    ['Result:', report.result],
    ['Because:', report.because],
    ['Image:', shortImage(report.image)],
    ['Previous:', shortImage(report.previous_image ?? 'unknown')],
    ['Revision:', `${revision.before ?? 'unknown'} -> ${revision.after ?? 'unknown'}`],
    ['Replicas:', replicas ? `${replicas.ready} of ${replicas.desired} ready` : 'unknown'],
    ['Started:', `${report.started_at}, took ${numberText(report.duration_seconds)} s`],
    ['Requested by:', report.requested_by],
    ...(report.rolled_back_from === null ? [] : [['Rolled back from:', shortImage(report.rolled_back_from)]]),
    ['Plan:', report.plan_digest ?? 'none was made'],
  ]);
  return [
    head,
    ...section('APPROVALS', approvals(report)),
    ...section('STILL TO DO', left(report)),
    ...section('EVENTS', events(report)),
  ].join('\n');
}

type Rows = readonly (readonly string[])[];

const section = (title: string, rows: Rows): readonly string[] =>
  rows.length > 0 ? ['', title, columns(rows.map((row) => row.map((cell, i) => (i === 0 ? `  ${cell}` : cell))))] : [];

const approvals = ({ approvals: given }: Report): Rows => given.map(({ at, gate, by, why }) => [at, gate, by, why]);
const left = ({ left: todo }: Report): Rows => todo.map((what) => [`- ${what}`]);
const events = ({ events: happened }: Report): Rows =>
  happened.map(({ at, what, by, step }) => [
    at,
    step === undefined ? '' : `step ${step}`,
    by === undefined ? what : `${what} (${by})`,
  ]);
