import type { ListOptions } from '../../listing.ts';
import { age, columns } from '../columns.ts';
import { harmless } from '../harmless.ts';
import type { Session } from '../session.ts';
import { print } from '../terminal.ts';
import { shortImage } from './words.ts';

/** Prints rollouts, the newest first. */
export async function printList(session: Session, options: ListOptions): Promise<void> {
  const listed = await (await session.rollouts()).list(options);
  const now = Date.now();
  const rows = harmless(listed).map((run) => [
    run.target,
    run.state,
    age(run.startedAt, now),
    shortImage(run.image),
    run.requestedBy,
    run.rollout,
  ]);
  const none = options.running ? 'No rollout is running.' : 'Temporal knows no rollout.';
  await print(session.terminal, {
    kind: 'RolloutList',
    data: listed,
    names: listed.map(({ rollout }) => rollout),
    table: () => (rows.length > 0 ? columns([['TARGET', 'STATE', 'AGE', 'IMAGE', 'BY', 'ROLLOUT'], ...rows]) : none),
  });
}
