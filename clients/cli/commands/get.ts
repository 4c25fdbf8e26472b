import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { TARGET } from '../options.ts';
import type { Session } from '../session.ts';
import { readTarget } from '../targets.ts';
import { print } from '../terminal.ts';
import { renderTree } from '../view/tree.ts';
import { watch } from '../view/watch.ts';

export function get(program: Command, session: Session): void {
  program
    .command('get')
    .summary('show the newest rollout of a target')
    .description('Shows the newest rollout of a target: its steps, pods and last measurements.')
    .addArgument(new Argument('<target>', TARGET))
    .addOption(new Option('-w, --watch', 'follow it until it ends'))
    .addHelpText('after', '\nExample:\n  tidegate get shop/web --output json')
    .action(async (text: string, options: { watch?: true }) => {
      const target = readTarget(text);
      if (options.watch) return session.exit(await watch(session, target, { until: 'end' }));
      const live = await (await session.rollouts()).status(target);
      await print(session.terminal, {
        kind: 'RolloutStatus',
        data: live,
        names: [live.status.rollout],
        table: () => renderTree(live, session.terminal.colors, Date.now()),
      });
    });
}
