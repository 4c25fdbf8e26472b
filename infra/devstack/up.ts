/** `npm run up`: starts the stack, leaves it running, and prints what to export. Twice is harmless. */
import { join } from 'node:path';
import { givenByUser } from './given.ts';
import { withLock } from './lock.ts';
import { assertNoOtherWorker } from './other-worker.ts';
import { stateFolder } from './paths.ts';
import { elapsed, failed, type Say } from './run.ts';
import { startStack, type AnyStack } from './stack.ts';
import { endAll, leaveRunning, readState, stateFile, stillRuns, USUAL, writeState, type StackState } from './state.ts';
import { startWorker } from './worker.ts';

const say: Say = (line) => console.error(line);

const waiting = (pid: number): void => say(`waiting for process ${pid}, which starts a stack`);
await withLock(join(stateFolder(), 'up.lock'), waiting, up).catch(failed);

async function up(): Promise<void> {
  const before = await readState();
  if (before && before.processes.length > 0) {
    const alive = await Promise.all(before.processes.map(stillRuns));
    if (alive.every(Boolean)) return print('already up', before);
    const gone = before.processes.filter((_, index) => !alive[index]).map(({ name }) => name);
    say(`the last stack is not whole (gone: ${gone.join(', ')}): starting it again with its data`);
    await endAll(before.processes);
  }
  const start = performance.now();
  const dir = join(stateFolder(), 'stack');
  const given = await givenByUser(process.env, before?.environment);
  if (given.temporalAddress) await assertNoOtherWorker(given.temporalAddress);
  const stack = await startStack({ dir, ...USUAL, given, say });
  if (given.prometheusUrl) say(`let ${given.prometheusUrl} scrape ${stack.sample.url}/metrics every second`);
  try {
    await leave(stack, dir, elapsed(start));
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function leave(stack: AnyStack, dir: string, took: string): Promise<void> {
  const { temporal, cluster, prometheus } = stack;
  const { tidegate: kubeconfig } = cluster.kubeconfig;
  const worker = await startWorker({ dir, temporal, kubeconfig, prometheusUrl: prometheus.url });
  const state: StackState = {
    processes: await Promise.all([...stack.servers, worker].map(leaveRunning)),
    environment: {
      KUBECONFIG: cluster.kubeconfig.admin,
      TEMPORAL_ADDRESS: temporal.address,
      PROMETHEUS_URL: prometheus.url,
      ...(temporal.uiUrl && { TEMPORAL_UI_URL: temporal.uiUrl }),
    },
    ...(temporal.uiUrl && { uiUrl: temporal.uiUrl }),
  };
  await writeState(state);
  print(`up in ${took}`, state);
}

/** What to export goes to stdout, so that `eval "$(npm run --silent up)"` works; the rest is for the eye. */
function print(what: string, { environment, uiUrl }: StackState): void {
  say(`${what}: ${uiUrl ? `Temporal UI at ${uiUrl}; ` : ''}state in ${stateFile()}; \`npm run down\` stops it`);
  for (const [name, value] of Object.entries(environment)) console.log(`export ${name}=${JSON.stringify(value)}`);
}
