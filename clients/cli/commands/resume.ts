import type { Command } from 'commander';
import { orderCommand } from '../order.ts';
import type { Session } from '../session.ts';

export const resume = (program: Command, session: Session): void =>
  orderCommand(program, session, {
    name: 'resume',
    summary: 'go on with a paused rollout',
    description: 'Goes on with a rollout that was paused.',
    defaultWhy: 'resumed by hand',
  });
