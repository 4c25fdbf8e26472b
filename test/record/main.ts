import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { newRolloutId } from '../../clients/rollout-id.ts';
import { makeSlots } from '../chaos/slots.ts';
import { eventually } from '../support/eventually.ts';
import { removeTemporaryFolders } from '../support/folders.ts';
import { anApp, rolloutOf, testRig } from '../support/rig.ts';
import type { Rig } from '../support/rig.ts';
import { stopTestServers } from '../support/stack.ts';
import { PLANTED } from './planted.ts';
import { STORIES } from './stories.ts';
import type { Scene, Story } from './stories.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = fileURLToPath(new URL('../histories', import.meta.url));
/** So many at a time: what is recorded should not be the story of a crowded machine. */
const AT_ONCE = 8;
/** Text of each history, by file. */
const recorded = new Map<string, string>();

/** Runs every story against real servers and writes the histories that the replay tests hold the workflows to. */
async function main(): Promise<void> {
  const rig = await testRig();
  const [slot] = await makeSlots(rig, 1);
  if (!slot) throw new Error('no namespace was made');
  await rig.anotherWorker({ ...PLANTED, TEMPORAL_NAMESPACE: slot.namespace });
  const queue = Object.entries(STORIES);
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let next = queue.shift(); next; next = queue.shift())
      await play(next[0], next[1], { slot, rollouts: slot.rollouts, app: await anApp(rig, next[1].replicas) });
  });
  await Promise.all(workers);
  await recordOthers(rig, { slot, rollouts: slot.rollouts, app: await anApp(rig, 1) });
  // Only now: a recording that failed half way leaves the last one as it was.
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER);
  for (const [file, text] of recorded) await writeFile(join(FOLDER, file), text);
}

async function play(
  name: string,
  { image = 'web:1.1.0', spec = {}, meanwhile, ends }: Story,
  scene: Scene,
): Promise<void> {
  const document = rolloutOf(scene.app, image, spec);
  const started = await scene.rollouts.start({ rollout: newRolloutId(), document, by: 'recorder' });
  await meanwhile?.(scene);
  const { workflowId, runId: firstExecutionRunId } = started;
  const handle = scene.slot.client.workflow.getHandle(workflowId, undefined, { firstExecutionRunId });
  const outcome = await handle.result().catch((error: unknown) => error);
  const is = outcome instanceof Error ? undefined : (outcome as { is: string }).is;
  if (is !== ends) throw new Error(`${name}: ended ${JSON.stringify(outcome)}, expected ${ends ?? 'no outcome'}`);
  await record(name, scene, workflowId, firstExecutionRunId);
}

/** Writes the history of a run and of those that it was continued as. */
async function record(name: string, { slot }: Scene, workflowId: string, runId: string, part = 1): Promise<void> {
  const history = await slot.client.workflow.getHandle(workflowId, runId).fetchHistory();
  // Stack traces name the folder of whoever recorded; nobody else has it.
  const text = historyToJSON(history).replaceAll(ROOT, '/tidegate/');
  const { events } = JSON.parse(text) as { events: readonly object[] };
  const next = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  const file = `${name}${part > 1 || next ? `-${part}` : ''}.json`;
  // An event a line: a history that was recorded anew can be compared with the one before.
  recorded.set(file, `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`);
  console.log(`${file}: ${events.length} events`);
  if (next) await record(name, { slot } as Scene, workflowId, next, part + 1);
}

/** The two other workflows: recover both ways, after a run was terminated, and an inquiry of each kind. */
async function recordOthers(rig: Rig, scene: Scene): Promise<void> {
  const { slot, rollouts, app } = scene;
  const document = rolloutOf(app, 'web:1.1.0', { stabilization: { for: '5m', readyWithin: '5s' } });
  for (const way of ['home', 'adopt'] as const) {
    const { workflowId } = await rollouts.start({ rollout: newRolloutId(), document, by: 'recorder' });
    await eventually(
      'it has begun',
      () => rollouts.status(app.target),
      ({ status }) => status.begun === 2,
    );
    await slot.client.workflow.getHandle(workflowId).terminate();
    await rollouts.recover({ target: app.target, way, by: 'recorder', why: 'a recorded story' });
    const { runId } = await slot.client.workflow.getHandle(workflowId).describe();
    await record(`recover-${way}`, scene, workflowId, runId);
  }
  const answers = [
    rollouts.ask({ ask: 'plan', document: rolloutOf(await anApp(rig, 1), 'web:1.1.0') }),
    rollouts.ask({ ask: 'plan', document: rolloutOf({ ...app, name: 'nobody' }, 'web:1.1.0') }),
    rollouts.ask({ ask: 'doctor', targets: [app.target] }),
    rollouts.ask({ ask: 'revisions', target: app.target }),
    rollouts.ask({ ask: 'reports', limit: 3 }),
    rollouts.ask({ ask: 'last-good', target: app.target }),
  ];
  await Promise.allSettled(answers); // one of them is refused, which is a history too
  const runs = await eventually(
    'the inquiries are listed',
    () => inquiries(scene),
    (found) => found.length === answers.length,
  );
  for (const { workflowId, runId, status } of runs)
    await record(
      `inquiry-${workflowId.split('/')[1]}${status.name === 'FAILED' ? '-refused' : ''}`,
      scene,
      workflowId,
      runId,
    );
}

async function inquiries({ slot }: Scene): Promise<readonly WorkflowExecutionInfo[]> {
  const found: WorkflowExecutionInfo[] = [];
  for await (const info of slot.client.workflow.list({ query: "WorkflowType = 'inquiry'" })) found.push(info);
  return found;
}

let code = 0;
try {
  await main();
} catch (error) {
  console.error(error); // said before the servers stop: what still speaks to them fails then
  code = 1;
}
await stopTestServers();
await removeTemporaryFolders();
process.exit(code); // watches of the rig may still be open
