/** `npm run down`: stops what `npm run up` left running. Its data stays, and the next `up` goes on from there. */
import { join } from 'node:path';
import { withLock } from './lock.ts';
import { stateFolder } from './paths.ts';
import { endAll, readState, writeState } from './state.ts';

const waiting = (pid: number): void => console.error(`waiting for process ${pid}, which starts a stack`);

await withLock(join(stateFolder(), 'up.lock'), waiting, async () => {
  const state = await readState();
  if (!state || state.processes.length === 0) return console.error('nothing is up');
  await endAll(state.processes);
  await writeState({ ...state, processes: [] });
  console.error(
    `stopped ${state.processes.map(({ name }) => name).join(', ')}; data is kept in ${stateFolder()}/stack`,
  );
});
