import type { Command } from 'commander';
import type { Session } from '../session.ts';
import { print } from '../terminal.ts';

export function version(program: Command, session: Session): void {
  program
    .command('version')
    .summary('print the version')
    .description('Prints the version of this command and of the Node that runs it.')
    .action(async () => {
      const data = { tidegate: program.version() ?? 'unknown', node: process.versions.node };
      const table = () => `tidegate ${data.tidegate} (Node ${data.node})`;
      await print(session.terminal, { kind: 'Version', data, names: [data.tidegate], table });
    });
}
