import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { give } from '../order.ts';
import { by, TARGET, why } from '../options.ts';
import type { Session } from '../session.ts';
import { readTarget } from '../targets.ts';

interface Options {
  readonly gate: string;
  readonly why: string;
  readonly by: string;
  readonly plan?: string;
}

export function approve(program: Command, session: Session): void {
  program
    .command('approve')
    .summary('agree to what a rollout waits for')
    .description('Agrees at an approval gate. The approval holds for the plan as it is now; another plan voids it.')
    .addArgument(new Argument('<target>', TARGET))
    .addOption(new Option('-g, --gate <name>', 'which approval, by the name in spec.approvals').makeOptionMandatory())
    .addOption(why().default('approved by hand'))
    .addOption(new Option('--plan <digest>', 'the plan that was read').default(undefined, 'the present one'))
    .addOption(by(session))
    .addHelpText('after', '\nExample:\n  tidegate approve shop/web --gate change-board --why "CHG-4711"')
    .action(async (text: string, options: Options) => {
      const plan = options.plan ?? (await presentPlan(session, text));
      const { gate } = options;
      await give(session, text, 'approve', {
        gate,
        why: options.why,
        by: options.by,
        ...(plan !== undefined && { plan }),
      });
    });
}

/** Binding to the plan of this moment closes the gap between reading it and the answer arriving. */
async function presentPlan(session: Session, text: string): Promise<string | undefined> {
  const { status } = await (await session.rollouts()).status(readTarget(text));
  return status.plan?.digest;
}
