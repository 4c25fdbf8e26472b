import type { Command } from 'commander';
import { renderPlan } from '../../../domain/render-plan.ts';
import { readDocument } from '../../documents/read.ts';
import { harmlessLines } from '../harmless.ts';
import { file } from '../options.ts';
import type { Session } from '../session.ts';
import { print } from '../terminal.ts';

export function plan(program: Command, session: Session): void {
  program
    .command('plan')
    .summary('show what a rollout would do; nothing is written')
    .description(
      'Reads the cluster and the metrics, and shows the plan and every object it would touch. Writes nothing.',
    )
    .addOption(file().makeOptionMandatory())
    .addHelpText('after', '\nExample:\n  tidegate plan --file rollout.yaml')
    .action(async (options: { file: string }) => {
      const { input } = await readDocument(options.file, session.stdin);
      const answer = await (await session.rollouts()).ask({ ask: 'plan', document: input });
      await print(session.terminal, {
        kind: 'RolloutPlan',
        data: answer,
        names: [answer.plan.digest],
        table: () => harmlessLines(renderPlan(answer.plan, answer.touches)),
      });
    });
}
