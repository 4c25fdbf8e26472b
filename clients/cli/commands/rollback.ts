import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { targetId } from '../../../domain/target.ts';
import type { Target } from '../../../domain/target.ts';
import type { Report } from '../../../domain/report.ts';
import { ClientFailure } from '../../failure.ts';
import { newRolloutId } from '../../rollout-id.ts';
import type { Rollouts } from '../../rollouts.ts';
import { readDuration } from '../durations.ts';
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
  readonly timeout: string;
}

export function rollback(program: Command, session: Session): void {
  program
    .command('rollback')
    .summary('roll a finished rollout back to the last good revision')
    .description(
      'Starts a rollout to the last promoted image that is not the one running now and that nobody has rolled back from since. For a rollout that still runs, use abort.',
    )
    .addArgument(new Argument('<target>', TARGET))
    .addArgument(new Argument('[reason]', 'why').default('Manual rollback requested'))
    .addOption(by(session))
    .addOption(new Option('-w, --wait', 'follow the rollout and exit with how it ends'))
    .addOption(new Option('--timeout <duration>', 'with --wait: stop following after so long').default('5m'))
    .addHelpText('after', '\nExample:\n  tidegate rollback shop/web "orders are rejected since noon" --wait')
    .action((text: string, reason: string, options: Options) => roll(session, text, reason, options));
}

async function roll(session: Session, text: string, reason: string, options: Options): Promise<void> {
  const timeoutMs = readDuration('--timeout', options.timeout);
  const target = readTarget(text);
  const rollouts = await session.rollouts();
  const { from, good } = await lastGood(rollouts, target);
  const started = await rollouts.start({
    rollout: newRolloutId(),
    document: withImage(good.document, good.image),
    by: options.by,
    why: reason,
    rollbackFrom: from,
  });
  const story = `Rolling ${started.target} back from ${from} to ${good.image} (promoted ${good.timestamp}): ${reason}`;
  session.terminal.say(harmlessText(story));
  if (options.wait) {
    const follow = { until: 'end', rollout: started.rollout, timeoutMs } as const;
    return session.exit(await watch(session, target, follow));
  }
  const table = () => `Follow it: tidegate status ${started.target} -w`;
  await print(session.terminal, { kind: 'RolloutStarted', data: started, names: [started.rollout], table });
}

/** Refuses where no other promoted image is on record: the one before may never have been good (D0-40). */
async function lastGood(rollouts: Rollouts, target: Target): Promise<{ from: string; good: Report }> {
  const { now, good } = await rollouts.ask({ ask: 'last-good', target });
  if (now !== null && good !== null) return { from: now, good };
  const id = targetId(target);
  const remedy = `Say what to run: tidegate deploy IMAGE --target ${id}. Known revisions: tidegate history ${id}.`;
  const seen = 'no other image is on record that was promoted and not rolled back from since';
  throw new ClientFailure('refused', `roll ${id} back: ${seen}`, { remedy });
}
