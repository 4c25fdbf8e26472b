import { Argument } from 'commander';
import type { Command } from 'commander';
import { targetId } from '../../domain/target.ts';
import type { Commands } from '../commands.ts';
import { harmlessText } from './harmless.ts';
import { by, TARGET, why } from './options.ts';
import type { Session } from './session.ts';
import { readTarget } from './targets.ts';
import { print } from './terminal.ts';

export interface Order {
  readonly name: 'promote' | 'pause' | 'resume' | 'abort';
  readonly summary: string;
  readonly description: string;
  /** Reason when none is given; without one, `--why` is required. */
  readonly defaultWhy?: string;
}

/** A command to a running rollout that carries only who and why. */
export function orderCommand(
  program: Command,
  session: Session,
  { name, summary, description, defaultWhy }: Order,
): void {
  const reason = defaultWhy === undefined ? why().makeOptionMandatory() : why().default(defaultWhy);
  program
    .command(name)
    .summary(summary)
    .description(description)
    .addArgument(new Argument('<target>', TARGET))
    .addOption(reason)
    .addOption(by(session))
    .addHelpText('after', `\nExample:\n  tidegate ${name} shop/web --why "agreed with the desk"`)
    .action((text: string, options: { why: string; by: string }) =>
      give(session, text, name, { by: options.by, why: options.why }),
    );
}

/** Gives one command and prints the answer. */
export async function give<K extends keyof Commands>(
  session: Session,
  text: string,
  update: K,
  args: Commands[K],
): Promise<void> {
  const target = readTarget(text);
  const answer = await (await session.rollouts()).command(target, update, args);
  const id = targetId(target);
  await print(session.terminal, {
    kind: 'CommandAnswer',
    data: { target: id, command: update, answer },
    names: [id],
    table: () => harmlessText(answer),
  });
}
