import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { targetId } from '../../../domain/target.ts';
import type { Target } from '../../../domain/target.ts';
import { ClientFailure } from '../../failure.ts';
import { readDuration } from '../durations.ts';
import { exitCodeOfLive } from '../exit-codes.ts';
import { TARGET } from '../options.ts';
import type { Session } from '../session.ts';
import { readTarget } from '../targets.ts';
import { print } from '../terminal.ts';
import { printList } from '../view/list.ts';
import { reportTable } from '../view/reports.ts';
import { renderTree } from '../view/tree.ts';
import { watch } from '../view/watch.ts';

interface Options {
  readonly watch?: true;
  readonly timeout?: string;
  readonly until?: 'end' | 'waiting';
}

export function status(program: Command, session: Session): void {
  program
    .command('status')
    .summary('show how a rollout stands and how earlier ones ended')
    .description('Shows the newest rollout of a target and the last ones before it; without a target, all that run.')
    .addArgument(new Argument('[target]', TARGET))
    .addOption(new Option('-w, --watch', 'follow it until it ends'))
    .addOption(new Option('--timeout <duration>', 'with --watch: stop following after so long, such as 10m'))
    .addOption(
      new Option('--until <what>', 'with --watch: until it ends, or also when it waits for a person').choices([
        'end',
        'waiting',
      ]),
    )
    .addHelpText(
      'after',
      '\nThe exit code says how it stands; see `tidegate help exit-codes`.\n\nExample:\n  tidegate status shop/web --watch',
    )
    .action(async (text: string | undefined, options: Options) => {
      const timeoutMs = options.timeout === undefined ? undefined : readDuration('--timeout', options.timeout);
      if (text === undefined) return printList(session, { running: true, limit: 100 });
      const target = readTarget(text);
      if (!options.watch) return show(session, target);
      const follow = { until: options.until ?? 'end', ...(timeoutMs !== undefined && { timeoutMs }) };
      session.exit(await watch(session, target, follow));
    });
}

async function show(session: Session, target: Target): Promise<void> {
  const rollouts = await session.rollouts();
  const { terminal } = session;
  const [live, history] = await Promise.all([
    rollouts.status(target),
    rollouts.ask({ ask: 'reports', target: targetId(target), limit: 5 }).catch((error: unknown) => {
      // How it stands is worth showing even where nobody can read the records.
      terminal.say(error instanceof ClientFailure ? error.message : String(error));
      return [];
    }),
  ]);
  const past = history.length > 0 ? `\n\n${terminal.colors.bold('HISTORY')}\n${reportTable(history, Date.now())}` : '';
  await print(terminal, {
    kind: 'RolloutStatus',
    data: { ...live, history },
    names: [live.status.rollout],
    table: () => `${renderTree(live, terminal.colors, Date.now())}${past}`,
  });
  session.exit(exitCodeOfLive(live));
}
