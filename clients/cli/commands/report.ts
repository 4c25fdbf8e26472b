import { Argument } from 'commander';
import type { Command } from 'commander';
import { targetId } from '../../../domain/target.ts';
import type { Report } from '../../../domain/report.ts';
import { ClientFailure } from '../../failure.ts';
import type { Rollouts } from '../../rollouts.ts';
import type { Session } from '../session.ts';
import { readTarget } from '../targets.ts';
import { print } from '../terminal.ts';
import { reportText } from '../view/reports.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function report(program: Command, session: Session): void {
  program
    .command('report')
    .summary('show the report of a finished rollout')
    .description('Shows what a rollout left behind: outcome, evidence, approvals, and every event.')
    .addArgument(new Argument('<rollout-or-target>', 'id of a rollout, or a target for its newest report'))
    .addHelpText('after', '\nExample:\n  tidegate report shop/web --output json')
    .action(async (text: string) => {
      const found = await find(await session.rollouts(), text);
      await print(session.terminal, {
        kind: 'RolloutReport',
        data: found,
        names: [found.rollout],
        table: () => reportText(found),
      });
    });
}

async function find(rollouts: Rollouts, text: string): Promise<Report> {
  if (UUID.test(text)) {
    const found = await rollouts.ask({ ask: 'report', rollout: text.toLowerCase() });
    if (found) return found;
    throw new ClientFailure('no-rollout', `no report of rollout ${text} is on record`);
  }
  const target = targetId(readTarget(text));
  const [newest] = await rollouts.ask({ ask: 'reports', target, limit: 1 });
  const report = newest && (await rollouts.ask({ ask: 'report', rollout: newest.rollout }));
  if (report) return report;
  throw new ClientFailure('no-rollout', `no report of ${target} is on record`);
}
