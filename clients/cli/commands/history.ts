import { Argument, InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { targetId } from '../../../domain/target.ts';
import { ClientFailure } from '../../failure.ts';
import { age, columns } from '../columns.ts';
import { harmless } from '../harmless.ts';
import { TARGET } from '../options.ts';
import type { Session } from '../session.ts';
import { readTarget } from '../targets.ts';
import { print } from '../terminal.ts';
import { reportTable } from '../view/reports.ts';
import { shortImage } from '../view/words.ts';

/** Rollouts shown beside the revisions. */
const ROLLOUTS = 20;

export function history(program: Command, session: Session): void {
  program
    .command('history')
    .summary('show the revisions of a target and how its rollouts ended')
    .description('Lists the revisions the cluster has, and the rollouts on record; or one revision alone.')
    .addArgument(new Argument('<target>', TARGET))
    .addArgument(new Argument('[revision]', 'number of one revision').argParser(revisionNumber))
    .addHelpText('after', '\nExample:\n  tidegate history shop/web 12')
    .action((text: string, revision: number | undefined) => show(session, text, revision));
}

async function show(session: Session, text: string, revision: number | undefined): Promise<void> {
  const target = readTarget(text);
  const id = targetId(target);
  const rollouts = await session.rollouts();
  const [all, reports] = await Promise.all([
    rollouts.ask({ ask: 'revisions', target }),
    rollouts.ask({ ask: 'reports', target: id, limit: ROLLOUTS }),
  ]);
  const revisions = revision === undefined ? all : all.filter((seen) => seen.revision === revision);
  if (revision !== undefined && revisions.length === 0) {
    const known = all.map((seen) => seen.revision).join(', ') || 'none';
    throw new ClientFailure('refused', `${id} has no revision ${revision}; it has ${known}`);
  }
  const now = Date.now();
  const rows = harmless(revisions).map((seen) => [
    String(seen.revision),
    age(seen.createdAt, now),
    shortImage(seen.image),
    seen.changeCause ?? '',
  ]);
  const relevant = revision === undefined ? reports : reports.filter((report) => report.revision.after === revision);
  const past = relevant.length > 0 ? `\n\n${reportTable(relevant, now)}` : '';
  await print(session.terminal, {
    kind: 'RolloutHistory',
    data: { target: id, revisions, reports: relevant },
    names: revisions.map((seen) => String(seen.revision)),
    table: () => columns([['REVISION', 'AGE', 'IMAGE', 'CHANGE-CAUSE'], ...rows]) + past,
  });
}

function revisionNumber(text: string): number | undefined {
  // What a script's unset variable expands to means all of them, not an error (D0-47).
  if (text === '') return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Expected the number of a revision, such as 12.');
  return Number(text);
}
