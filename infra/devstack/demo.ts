/**
 * `npm run demo`: starts everything, rolls a good version of the sample application out and then a bad one, which goes
 * home by itself, and stops everything. The exit code is 0 only when both ended so.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBinaries } from './binaries.ts';
import { createApp, metricsOf } from './demo/app.ts';
import { tour } from './demo/tour.ts';
import { givenByUser } from './given.ts';
import { withLock } from './lock.ts';
import { assertNoOtherWorker } from './other-worker.ts';
import { stateFolder } from './paths.ts';
import { elapsed, failed, type Say } from './run.ts';
import { startStack, type AnyStack } from './stack.ts';
import { readState, USUAL } from './state.ts';
import { startWorker } from './worker.ts';

const say: Say = (line) => console.log(line);
const dir = join(stateFolder(), 'demo');
const start = performance.now();
const stopping = new AbortController();
let stack: AnyStack | undefined;

for (const [name, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }))
  process.on(name, () => {
    process.exitCode = code;
    stopping.abort();
    // While the stack starts there is nothing to stop in order yet: its servers end with us.
    if (!stack) process.exit();
  });

const waiting = (pid: number): void => say(`waiting for process ${pid}, which shows the demo`);
await withLock(join(stateFolder(), 'demo.lock'), waiting, demo).catch(failed);

async function demo(): Promise<void> {
  await rm(dir, { recursive: true, force: true }); // of a demo that was killed
  // An earlier `npm run up` may have told the user to export its addresses; it has a worker and a cluster of its own.
  const given = await givenByUser(process.env, (await readState())?.environment);
  if (given.temporalAddress) await assertNoOtherWorker(given.temporalAddress);
  say('Starting Temporal, a Kubernetes control plane, Prometheus, the sample service and a Tidegate worker …');
  stack = await startStack({ dir, ...USUAL, given, say });
  try {
    await shown(stack);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
    say('Everything that the demo started is stopped.');
  }
  if (process.exitCode === 0) say(await whatNext());
}

async function shown(stack: AnyStack): Promise<void> {
  const { temporal, cluster, prometheus } = stack;
  const { tidegate: kubeconfig } = cluster.kubeconfig;
  const [worker, app] = await Promise.allSettled([
    startWorker({ dir, temporal, kubeconfig, prometheusUrl: prometheus.url }),
    createApp(stack, say),
  ]);
  try {
    if (worker.status === 'rejected') throw worker.reason;
    if (app.status === 'rejected') throw app.reason;
    await metricsOf(stack, stopping.signal);
    say(`Up in ${elapsed(start)}: six pods of web-app:v1.2.3 serve.`);
    if (temporal.uiUrl) say(`Temporal UI, while the demo runs: ${temporal.uiUrl}`);
    const asItShould = await tour(stack, say, stopping.signal);
    process.exitCode ??= asItShould ? 0 : 1;
  } finally {
    if (app.status === 'fulfilled') await app.value.remove();
    if (worker.status === 'fulfilled') await worker.value.stop();
  }
}

async function whatNext(): Promise<string> {
  const { kubectl } = await ensureBinaries(['kubectl'], say);
  return `
To keep a stack and try by hand:

  eval "$(npm run --silent up)"            # the same stack, left running; npm run down stops it
  alias tidegate="$PWD/bin/tidegate.mjs" kubectl=${kubectl}
  kubectl apply -f examples/web-app/manifests.yaml
  tidegate plan -f examples/web-app/demo.yaml
  tidegate deploy -f examples/web-app/demo.yaml --wait
  tidegate status production/web-app -w    # in another terminal; then pause, resume, abort, promote
  tidegate doctor production/web-app`;
}
