import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { targetId } from '../../../domain/target.ts';
import type { Target } from '../../../domain/target.ts';
import type { Report } from '../../../domain/report.ts';
import { ClientFailure } from '../../failure.ts';
import { newRolloutId } from '../../rollout-id.ts';
import type { Rollouts } from '../../rollouts.ts';
import { harmlessText } from '../harmless.ts';
import { by, TARGET } from '../options.ts';
import { withImage } from '../requested.ts';
import type { Session } from '../session.ts';
import { readTarget } from '../targets.ts';
import { print } from '../terminal.ts';
import { watch } from '../view/watch.ts';

interface Options {
  readonly by: string;
  readonly wait?: true;
}

/** How far back a good revision is looked for. */
const REPORTS_READ = 100;

export function rollback(program: Command, session: Session): void {
  program
    .command('rollback')
    .summary('roll a finished rollout back to the last good revision')
    .description(
      'Starts a rollout to the last promoted image that is not the one running now. For a rollout that still runs, use abort.',
    )
    .addArgument(new Argument('<target>', TARGET))
    .addArgument(new Argument('[reason]', 'why').default('Manual rollback requested'))
    .addOption(by(session))
    .addOption(new Option('-w, --wait', 'follow the rollout and exit with how it ends'))
    .addHelpText('after', '\nExample:\n  tidegate rollback shop/web "orders are rejected since noon" --wait')
    .action(async (text: string, reason: string, options: Options) => {
      const target = readTarget(text);
      const rollouts = await session.rollouts();
      const { from, good } = await lastGood(rollouts, target);
      const document = withImage(good.document, good.image);
      const started = await rollouts.start({ rollout: newRolloutId(), document, by: options.by, why: reason });
      const story = `Rolling ${started.target} back from ${from} to ${good.image} (promoted ${good.timestamp}): ${reason}`;
      session.terminal.say(harmlessText(story));
      if (options.wait) return session.exit(await watch(session, target, { until: 'end', rollout: started.rollout }));
      const table = () => `Follow it: tidegate status ${started.target} -w`;
      await print(session.terminal, { kind: 'RolloutStarted', data: started, names: [started.rollout], table });
    });
}

/** Refuses where no other promoted image is on record: the one before may never have been good (D0-40). */
async function lastGood(rollouts: Rollouts, target: Target): Promise<{ from: string; good: Report }> {
  const id = targetId(target);
  const [revisions, reports] = await Promise.all([
    rollouts.ask({ ask: 'revisions', target }),
    rollouts.ask({ ask: 'reports', target: id, result: 'promoted', limit: REPORTS_READ }),
  ]);
  const now = revisions.toSorted((a, b) => b.revision - a.revision)[0];
  const newestFirst = reports.toSorted((a, b) => b.timestamp.localeCompare(a.timestamp));
  const good = newestFirst.find(({ image }) => image !== now?.image);
  if (good) return { from: now?.image ?? 'an unknown image', good };
  const remedy = `Say what to run: tidegate deploy IMAGE --target ${id}. Known revisions: tidegate history ${id}.`;
  throw new ClientFailure('refused', `roll ${id} back: no other image was ever promoted there`, { remedy });
}
