import type { Phase, Status } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { anApp, testRig } from '../support/rig.ts';
import type { App, Rig } from '../support/rig.ts';
import { commandOf, fileOf } from './command.ts';

const statusOf = async (rig: Rig, { target }: App): Promise<Status> => (await rig.rollouts.status(target)).status;

export const phase = (rig: Rig, app: App, wanted: Phase): Promise<Status> =>
  eventually(
    `it is ${wanted}`,
    () => statusOf(rig, app),
    (status) => status.phase === wanted,
  );

/** A rollout started from a file, which goes on without the command. */
export async function deployed(spec: Parameters<typeof fileOf>[2]) {
  const rig = await testRig();
  const [tidegate, app] = [commandOf(rig), await anApp(rig, 1)];
  const started = await tidegate(`deploy -o name -f ${await fileOf(app, 'web:1.1.0', spec)}`);
  return { rig, tidegate, app, rollout: started.out.trim() };
}

export const agree = (rig: Rig, { target }: App): Promise<string> =>
  rig.rollouts.command(target, 'approve', { gate: 'board', by: 'grace', why: 'a test' });
