import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RolloutInput } from '../../domain/rollout.ts';
import { temporaryFolder } from '../support/folders.ts';
import { rolloutOf } from '../support/rig.ts';
import type { App, Rig } from '../support/rig.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** No command of a test may outlast its test: a deaf one is killed and has no exit code. */
const LONGEST_MS = 45_000;

/** The real command as a process of its own, from the sources, against the servers of the rig. */
export function commandOf({ stack: { temporal } }: Rig, more: Readonly<Record<string, string>> = {}) {
  const env = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    USER: 'ada',
    TIDEGATE_SOURCES: '1',
    TEMPORAL_ADDRESS: temporal.address,
    ...(temporal.uiUrl && { TEMPORAL_UI_URL: temporal.uiUrl }),
    ...more,
  };
  return (line: string, ...rest: readonly string[]): Promise<Ended> => {
    const { promise, resolve, reject } = Promise.withResolvers<Ended>();
    const args = ['bin/tidegate.mjs', ...line.split(' ').filter(Boolean), ...rest];
    const child = spawn(process.execPath, args, { env, timeout: LONGEST_MS, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts = { out: '', err: '' };
    child.stdout.on('data', (chunk) => (parts.out += String(chunk)));
    child.stderr.on('data', (chunk) => (parts.err += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...parts }));
    return promise;
  };
}

/** Writes a rollout of the app to a file, as a user would hand it over. JSON is YAML. */
export async function fileOf(app: App, image: string, spec: Partial<RolloutInput['spec']> = {}): Promise<string> {
  const path = join(await temporaryFolder('document'), 'rollout.yaml');
  await writeFile(path, JSON.stringify(rolloutOf(app, image, spec)));
  return path;
}

/** The target of an app as the command line takes it. */
export const at = ({ namespace, name }: App): string => `${namespace}/${name}`;

/** A rollout that waits where a test wants it to: a long soak, or a person. */
export const SOAKING = { monitor: { for: '10m', every: '200ms' } } as const;
export const APPROVED = { approvals: [{ name: 'board', before: 'start' as const, deadline: '10m' as const }] };
export const BAD = { stabilization: { for: '300ms', readyWithin: '2s' } } as const;
