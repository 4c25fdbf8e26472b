import type { Command } from 'commander';
import { readDocument } from '../../documents/read.ts';
import { DocumentRefused, renderProblem } from '../../documents/problem.ts';
import { harmlessLines } from '../harmless.ts';
import { file } from '../options.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../session.ts';
import { print } from '../terminal.ts';

interface Linted {
  readonly file: string;
  readonly problems: DocumentRefused['problems'];
}

export function lint(program: Command, session: Session): void {
  program
    .command('lint')
    .summary('check documents; needs neither Temporal nor a cluster')
    .description('Checks documents and prints every problem with file, line and column.')
    .argument('[files...]', 'more documents')
    .addOption(file().argParser((path: string, before: string[] | undefined) => [...(before ?? []), path]))
    .addHelpText('after', '\nExample:\n  tidegate lint --file rollout.yaml')
    .action(async (files: string[], options: { file?: string[] }) => {
      const paths = [...(options.file ?? []), ...files];
      if (paths.length === 0) throw new UsageError('lint needs --file FILE');
      const results: Linted[] = [];
      for (const path of paths) results.push(await lintOne(session, path));
      const faulty = results.filter(({ problems }) => problems.length > 0);
      await print(session.terminal, {
        kind: 'LintResult',
        data: results,
        names: faulty.map((result) => result.file),
        table: () => harmlessLines(results.flatMap(linesOf).join('\n')),
      });
      session.exit(faulty.length > 0 ? 5 : 0);
    });
}

async function lintOne(session: Session, path: string): Promise<Linted> {
  try {
    await readDocument(path, session.stdin);
    return { file: path, problems: [] };
  } catch (error) {
    if (error instanceof DocumentRefused) return { file: error.file, problems: error.problems };
    throw error;
  }
}

const linesOf = ({ file: path, problems }: Linted): readonly string[] =>
  problems.length > 0 ? problems.map((problem) => renderProblem(path, problem)) : [`${path}: ok`];
