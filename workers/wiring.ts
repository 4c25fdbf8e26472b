import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { createActivities } from '../activities/index.ts';
import { createMetrics } from '../activities/metrics/index.ts';
import { notifiersFrom } from '../activities/notify/index.ts';
import type { Activities } from '../activities/port.ts';
import { defaultRecordsUrl, openRecords } from '../activities/records/index.ts';
import { ociRegistry } from '../activities/registry/oci.ts';
import { deploymentWorkload } from '../activities/workload/deployment/index.ts';
import { Clusters } from './clusters.ts';
import { inspect } from './inspect.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Wired {
  readonly activities: Activities;
  close(): Promise<void>;
}

/**
 * The one composition root: environment in, activities out. Reads PROMETHEUS_URL, TIDEGATE_RECORDS (`sqlite:<path>` or
 * `postgres://…`), SLACK_WEBHOOK_URL, DEPLOYMENT_WEBHOOK and its TIDEGATE_WEBHOOK_SECRET, TIDEGATE_REGISTRY_USER,
 * TIDEGATE_REGISTRY_PASSWORD, TIDEGATE_REGISTRY_HOST (default docker.io); KUBECONFIG is read where clusters are connected.
 */
export async function wire(env: Environment, client: Client): Promise<Wired> {
  const clusters = new Clusters();
  const workload = deploymentWorkload(clusters.apiOf);
  const records = await openRecords(env['TIDEGATE_RECORDS'] ?? defaultRecordsUrl(env));
  const prometheusUrl = env['PROMETHEUS_URL'];
  const activities = createActivities({
    workload,
    metrics: createMetrics({ prometheusUrl }),
    registry: ociRegistry(credentialsOf(env)),
    records,
    notifiers: notifiersFrom({
      ...(env['SLACK_WEBHOOK_URL'] && { slackUrl: env['SLACK_WEBHOOK_URL'] }),
      ...(env['DEPLOYMENT_WEBHOOK'] && { webhookUrl: env['DEPLOYMENT_WEBHOOK'] }),
      ...(env['TIDEGATE_WEBHOOK_SECRET'] && { webhookSecret: env['TIDEGATE_WEBHOOK_SECRET'] }),
    }),
    kubeOf: clusters.readsOf,
    inspect: (names) => inspect({ apiOf: clusters.apiOf, records, prometheusUrl }, names),
    isRunning: (workflowId) => isRunning(client, workflowId),
  });
  return {
    activities,
    close: async () => {
      await workload.close();
      await Promise.all([clusters.close(), records.close()]);
    },
  };
}

/** Asks the run itself: a list lags behind, and a run that was just terminated would still be on it. */
async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

const credentialsOf = (env: Environment) => {
  const [username, password] = [env['TIDEGATE_REGISTRY_USER'], env['TIDEGATE_REGISTRY_PASSWORD']];
  return username && password
    ? { credentials: { [env['TIDEGATE_REGISTRY_HOST'] ?? 'docker.io']: { username, password } } }
    : {};
};
