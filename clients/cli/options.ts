import { Option } from 'commander';
import type { Session } from './session.ts';

/** Options that several commands share. */
export const by = (session: Session): Option =>
  new Option('--by <who>', 'who gives this command, for the audit trail').default(session.user, 'you, at this machine');

export const why = (): Option => new Option('--why <reason>', 'why, for the audit trail');

export const file = (): Option => new Option('-f, --file <file>', 'the rollout document; `-` reads standard input');

export const TARGET = '[cluster/][namespace/][kind/]name of the workload';
