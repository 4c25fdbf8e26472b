import type { Command } from 'commander';
import { columns } from '../columns.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { UsageError } from '../session.ts';
import type { Session } from '../session.ts';

export function help(program: Command, session: Session): void {
  program.helpCommand(false);
  program
    .command('help')
    .summary('explain a command, or the exit codes')
    .description('Explains a command; `help exit-codes` explains the exit codes.')
    .argument('[topic]', 'a command, or exit-codes')
    .action((topic: string | undefined) => {
      if (topic === undefined) return program.outputHelp();
      if (topic === 'exit-codes') return session.terminal.out(exitCodesText());
      const command = program.commands.find((each) => each.name() === topic);
      if (!command) throw new UsageError(`there is no command or topic ${topic}; see tidegate --help`);
      command.outputHelp();
    });
}

export const exitCodesText = (): string =>
  columns([['CODE', 'MEANING'], ...Object.entries(EXIT_CODES).map(([code, meaning]) => [code, meaning])]);
