import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { targetId } from '../../../domain/target.ts';
import { harmlessText } from '../harmless.ts';
import { by, TARGET, why } from '../options.ts';
import { UsageError } from '../session.ts';
import type { Session } from '../session.ts';
import { readTarget } from '../targets.ts';
import { print } from '../terminal.ts';

interface Options {
  readonly home?: true;
  readonly adopt?: true;
  readonly why: string;
  readonly by: string;
}

export function recover(program: Command, session: Session): void {
  program
    .command('recover')
    .summary('free a target whose rollout is gone')
    .description('Frees a target that is still locked by a run that no longer exists, such as a terminated one.')
    .addArgument(new Argument('<target>', TARGET))
    .addOption(new Option('--home', 'back to the revision it came from').conflicts('adopt'))
    .addOption(new Option('--adopt', 'let the candidate roll out by itself and release the target'))
    .addOption(why().makeOptionMandatory())
    .addOption(by(session))
    .addHelpText('after', '\nExample:\n  tidegate recover shop/web --home --why "terminated in the web UI"')
    .action((text: string, options: Options) => free(session, text, options));
}

async function free(session: Session, text: string, options: Options): Promise<void> {
  if (!options.home && !options.adopt) throw new UsageError('recover needs --home or --adopt');
  const target = readTarget(text);
  const way = options.home ? 'home' : 'adopt';
  const answer = await (await session.rollouts()).recover({ target, way, by: options.by, why: options.why });
  const id = targetId(target);
  const done = typeof answer === 'string' ? answer : `${id} is free again.`;
  await print(session.terminal, {
    kind: 'Recovered',
    data: { target: id, way, answer },
    names: [id],
    table: () => harmlessText(done),
  });
}
