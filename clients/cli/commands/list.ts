import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { Session } from '../session.ts';
import { printList } from '../view/list.ts';

const MOST = 1_000;

export function list(program: Command, session: Session): void {
  program
    .command('list')
    .summary('list rollouts')
    .description('Lists the rollouts that Temporal still knows, the newest first.')
    .addOption(new Option('--running', 'only those that have not ended').default(false))
    .addOption(new Option('--limit <count>', `at most so many, up to ${MOST}`).default(50).argParser(count))
    .addHelpText('after', '\nExample:\n  tidegate list --running')
    .action((options: { running: boolean; limit: number }) => printList(session, options));
}

function count(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= MOST) return number;
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST}.`);
}
