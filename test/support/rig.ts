import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { openApi, type Api } from '../../infra/devstack/api.ts';
import { Server } from '../../infra/devstack/process.ts';
import type { Stack } from '../../infra/devstack/stack.ts';
import { Rollouts } from '../../clients/rollouts.ts';
import { newRolloutId } from '../../clients/rollout-id.ts';
import type { RolloutInput } from '../../domain/rollout.ts';
import type { Deployment } from '../../activities/kubernetes/types.ts';
import type { Report } from '../../domain/report.ts';
import type { Target } from '../../domain/target.ts';
import type { Outcome } from '../../domain/verdict.ts';
import { eventually } from './eventually.ts';
import { temporaryFolder } from './folders.ts';
import { Observer } from './observer/observer.ts';
import { stopAtEnd, testStack } from './stack.ts';

const ENTRY = fileURLToPath(new URL('../../workers/main.ts', import.meta.url));

/** Everything a test of real servers needs: the shared stack, a worker process, and a client. */
export interface Rig {
  readonly stack: Stack;
  readonly client: Client;
  readonly rollouts: Rollouts;
  readonly worker: Server;
  /** The administrator's hands: whoever changes a workload from outside. */
  readonly admin: Api;
  readonly observer: Observer;
  /** Another worker of the same stack; the caller kills or stops it. */
  anotherWorker(env?: Readonly<Record<string, string>>): Promise<Server>;
}

let shared: Promise<Rig> | undefined;
let workers = 0;

/** One worker for all tests that do not kill it. */
export const testRig = (): Promise<Rig> => (shared ??= testStack().then(rigOf));

/** A rig on a stack of the caller's own, whose servers it may kill. */
export async function rigOf(stack: Stack): Promise<Rig> {
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
  const admin = await openApi(stack.cluster.kubeconfig.admin);
  stopAtEnd({ stop: () => admin.close() });
  const observer = await Observer.start(stack.cluster.kubeconfig.observer);
  return { stack, client, rollouts, worker, admin, observer, anotherWorker };
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

export interface AppOptions {
  readonly image?: string;
  /** Merged over the Deployment's spec. */
  readonly deployment?: object;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly podAnnotations?: Readonly<Record<string, string>>;
}

/** Makes a namespace of its own with a Deployment that is ready, and a Service in front of it. */
export async function anApp(rig: Rig, replicas: number, more: AppOptions = {}): Promise<App> {
  const namespace = `t${process.pid}-${(apps += 1)}`;
  const target: Target = { cluster: 'default', namespace, kind: 'Deployment', name: 'web' };
  const app: App = { namespace, name: 'web', target };
  const services = `/api/v1/namespaces/${namespace}/services`;
  await rig.admin.must('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  await rig.admin.must('POST', services, {
    metadata: { name: 'web' },
    spec: { selector: LABELS, ports: [{ port: 80 }] },
  });
  await rig.admin.must('POST', deploymentsOf(app), manifestOf(replicas, more));
  await settled(rig, app);
  return app;
}

const LABELS = { app: 'web' };

/** A Deployment as its owner would write it. */
export const manifestOf = (replicas: number, more: AppOptions = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: LABELS, ...(more.annotations && { annotations: more.annotations }) },
  spec: {
    replicas,
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS, ...(more.podAnnotations && { annotations: more.podAnnotations }) },
      spec: { containers: [{ name: 'web', image: more.image ?? 'web:1.0.0' }] },
    },
    ...more.deployment,
  },
});

export const deploymentsOf = ({ namespace }: App): string => `/apis/apps/v1/namespaces/${namespace}/deployments`;

/** The Deployment as the API server has it now. */
export const deploymentOf = async (rig: Rig, app: App): Promise<Deployment> =>
  (await rig.admin.must('GET', `${deploymentsOf(app)}/${app.name}`)) as Deployment;

/** Waits until the controllers have done what the Deployment says, and its Service knows every pod. */
export async function settled(rig: Rig, app: App): Promise<void> {
  await eventually(
    `${app.namespace} has settled`,
    async () => ({ deployment: await deploymentOf(rig, app), endpoints: await endpointsOf(rig, app) }),
    ({ deployment: { metadata, spec, status = {} }, endpoints }) =>
      status.observedGeneration === metadata.generation &&
      (status.updatedReplicas ?? 0) === spec.replicas &&
      (status.readyReplicas ?? 0) === spec.replicas &&
      endpoints === spec.replicas,
  );
}

async function endpointsOf(rig: Rig, { namespace }: App): Promise<number> {
  const { items } = await rig.admin.must('GET', `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`);
  const slices = items as { endpoints?: { conditions?: { ready?: boolean } }[] }[]; // the API's own shape
  return slices.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => conditions?.ready).length;
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
  rig.client.workflow
    .getHandle(started.workflowId, undefined, { firstExecutionRunId: started.runId })
    .result() as Promise<Outcome>;

export const reportOf = async (rig: Rig, rollout: string): Promise<Report> => {
  const report = await rig.rollouts.ask({ ask: 'report', rollout });
  if (!report) throw new Error(`no report of ${rollout}`);
  return report;
};
