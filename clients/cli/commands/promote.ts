import type { Command } from 'commander';
import { orderCommand } from '../order.ts';
import type { Session } from '../session.ts';

export const promote = (program: Command, session: Session): void =>
  orderCommand(program, session, {
    name: 'promote',
    summary: 'skip the rest of a soak or a wait, or go on after a hold',
    description:
      'Skips the rest of the present soak or wait for the market, or goes on where the rollout holds. No other gate is skipped.',
    defaultWhy: 'promoted by hand',
  });
