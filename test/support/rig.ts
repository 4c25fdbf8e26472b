import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { Server } from '../../infra/devstack/process.ts';
import type { Stack } from '../../infra/devstack/stack.ts';
import { Rollouts } from '../../clients/rollouts.ts';
import { newRolloutId } from '../../clients/rollout-id.ts';
import type { RolloutInput } from '../../domain/rollout.ts';
import type { Report } from '../../domain/report.ts';
import type { Target } from '../../domain/target.ts';
import type { Outcome } from '../../domain/verdict.ts';
import { temporaryFolder } from './folders.ts';
import { stopAtEnd, testStack } from './stack.ts';

const ENTRY = fileURLToPath(new URL('../../workers/main.ts', import.meta.url));

/** Everything a test of real servers needs: the shared stack, a worker process, and a client. */
export interface Rig {
  readonly stack: Stack;
  readonly client: Client;
  readonly rollouts: Rollouts;
  readonly worker: Server;
  /** Another worker of the same stack; the caller kills or stops it. */
  anotherWorker(env?: Readonly<Record<string, string>>): Promise<Server>;
}

let shared: Promise<Rig> | undefined;
let workers = 0;

/** One worker for all tests that do not kill it. */
export const testRig = (): Promise<Rig> => (shared ??= makeRig());

async function makeRig(): Promise<Rig> {
  const stack = await testStack();
  const dir = await temporaryFolder('rig');
  const connection = await Connection.connect({ address: stack.temporal.address });
  const client = new Client({ connection });
  stopAtEnd({ stop: () => connection.close() });
  const records = `sqlite:${join(dir, 'records.db')}`;
  const anotherWorker = async (env: Readonly<Record<string, string>> = {}): Promise<Server> => {
    const server = await startWorkerProcess(stack, dir, { TIDEGATE_RECORDS: records, ...env });
    stopAtEnd(server);
    return server;
  };
  const worker = await anotherWorker();
  const rollouts = new Rollouts(client, { address: stack.temporal.address, uiUrl: stack.temporal.uiUrl });
  return { stack, client, rollouts, worker, anotherWorker };
}

async function startWorkerProcess(stack: Stack, dir: string, env: Readonly<Record<string, string>>): Promise<Server> {
  const logFile = join(dir, `worker-${(workers += 1)}.log`);
  const { readFile } = await import('node:fs/promises');
  const server = new Server({
    name: 'worker',
    command: process.execPath,
    args: [ENTRY],
    logFile,
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: stack.temporal.address,
      KUBECONFIG: stack.cluster.kubeconfig.tidegate,
      PROMETHEUS_URL: stack.prometheus.url,
      ...env,
    },
    ready: async () => (await readFile(logFile, 'utf8')).includes('tidegate worker: serving'),
  });
  return server.start();
}

let apps = 0;

export interface App {
  readonly target: Target;
  readonly namespace: string;
  readonly name: string;
}

/** Makes a namespace of its own with a Deployment that is ready. */
export async function anApp(rig: Rig, replicas: number, more: { image?: string; deployment?: object; podAnnotations?: object } = {}): Promise<App> {
  const namespace = `t${process.pid}-${(apps += 1)}`;
  const labels = { app: 'web' };
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace, labels },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels, ...(more.podAnnotations && { annotations: more.podAnnotations }) },
          spec: { containers: [{ name: 'web', image: more.image ?? 'web:1.0.0' }] },
        },
        ...more.deployment,
      },
    },
  ];
  await rig.stack.cluster.kubectl(['apply', '-f', '-'], objects.map((o) => JSON.stringify(o)).join('\n---\n'));
  await rig.stack.cluster.kubectl(['-n', namespace, 'rollout', 'status', 'deployment/web', '--timeout=60s']);
  return { namespace, name: 'web', target: { cluster: 'default', namespace, kind: 'Deployment', name: 'web' } };
}

/** A rollout document for the app with short times; a test states what matters to it. */
export const rolloutOf = (app: App, image: string, spec: Partial<RolloutInput['spec']> = {}): RolloutInput => ({
  apiVersion: 'tidegate.dev/v1',
  kind: 'Rollout',
  metadata: { name: 'web' },
  spec: {
    target: { namespace: app.namespace, name: app.name },
    revision: { image },
    strategy: { conservative: {} },
    stabilization: { for: '500ms', readyWithin: '10s' },
    monitor: { for: '1s', every: '500ms' },
    onInconclusive: { retryFor: '2s' },
    ...spec,
  },
});

export const start = (rig: Rig, document: RolloutInput, by = 'tester') =>
  rig.rollouts.start({ rollout: newRolloutId(), document, by });

/** Waits for the end of a run that was started. */
export const outcomeOf = (rig: Rig, started: { workflowId: string; runId: string }): Promise<Outcome> =>
  rig.client.workflow.getHandle(started.workflowId, undefined, { firstExecutionRunId: started.runId }).result() as Promise<Outcome>;

export const reportOf = async (rig: Rig, rollout: string): Promise<Report> => {
  const report = await rig.rollouts.ask({ ask: 'report', rollout });
  if (!report) throw new Error(`no report of ${rollout}`);
  return report;
};
