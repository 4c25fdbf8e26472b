import type { Command } from 'commander';
import type { Finding } from '../../../workflows/inquiry-messages.ts';
import { columns } from '../columns.ts';
import { harmless } from '../harmless.ts';
import { TARGET } from '../options.ts';
import type { Session } from '../session.ts';
import { readTarget } from '../targets.ts';
import { print } from '../terminal.ts';
import type { Colors } from '../terminal.ts';

export function doctor(program: Command, session: Session): void {
  program
    .command('doctor')
    .summary('look for what is missing or wrong around us')
    .description('Asks a worker to look at the cluster, the metrics, the records and the locks. Changes nothing.')
    .argument('[targets...]', TARGET)
    .addHelpText('after', '\nExample:\n  tidegate doctor shop/web')
    .action(async (texts: string[]) => {
      const targets = texts.map(readTarget);
      const findings = await (await session.rollouts()).ask({ ask: 'doctor', targets });
      await print(session.terminal, {
        kind: 'DoctorFindings',
        data: findings,
        names: findings.filter(({ severity }) => severity !== 'ok').map(({ about }) => about),
        table: () => table(harmless(findings), session.terminal.colors),
      });
      session.exit(findings.some(({ severity }) => severity === 'error') ? 1 : 0);
    });
}

function table(findings: readonly Finding[], colors: Colors): string {
  const icons = { ok: colors.green('✔'), warning: colors.yellow('⚠'), error: colors.red('✖') };
  const rows = findings.flatMap(({ about, severity, seen, remedy }) => [
    [icons[severity], about, seen],
    ...(remedy === undefined ? [] : [['', '', colors.dim(`→ ${remedy}`)]]),
  ]);
  return columns(rows);
}
