import type { Command } from 'commander';
import { orderCommand } from '../order.ts';
import type { Session } from '../session.ts';

export const pause = (program: Command, session: Session): void =>
  orderCommand(program, session, {
    name: 'pause',
    summary: 'stop a rollout before its next step',
    description: 'Stops a rollout before its next step; what has been replaced stays so. `resume` goes on.',
    defaultWhy: 'paused by hand',
  });
