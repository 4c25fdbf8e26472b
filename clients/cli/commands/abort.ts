import type { Command } from 'commander';
import { orderCommand } from '../order.ts';
import type { Session } from '../session.ts';

export const abort = (program: Command, session: Session): void =>
  orderCommand(program, session, {
    name: 'abort',
    summary: 'take a running rollout home',
    description: 'Brakes at once and takes the target back to the revision it came from.',
  });
