import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { here } from '../paths.ts';
import type { AnyStack } from '../stack.ts';
import type { Say } from '../run.ts';

/** The sample application, as it is before Tidegate comes. */
const MANIFESTS = join(here, '..', '..', 'examples', 'web-app', 'manifests.yaml');
const NAMESPACE = 'production';
const OBJECTS = ['deployment/web-app', 'service/web-app-service', 'poddisruptionbudget/web-app-pdb'] as const;
const REPLICAS = 6;
const READY_MS = 60_000;
const METRICS_MS = 60_000;
const GONE_MS = 60_000;

/** The application in the cluster, and how to take it out again. */
export interface App {
  remove(): Promise<void>;
}

/**
 * Creates the application and waits until its pods are ready. In a cluster of the user's it creates nothing where
 * anything of these names exists, and says what it creates.
 */
export async function createApp({ cluster }: AnyStack, say: Say): Promise<App> {
  const { kubectl } = cluster;
  const theirs = !('processes' in cluster);
  if (theirs && cluster.unreadable)
    throw new Error(
      `the demo needs metrics of the pods, and the sample service cannot see them: ${cluster.unreadable}`,
    );
  const found = (await kubectl(['-n', NAMESPACE, 'get', ...OBJECTS, '--ignore-not-found', '-o', 'name'])).trim();
  if (found !== '')
    throw new Error(
      `namespace ${NAMESPACE} of cluster "${cluster.name}" has ${found.replaceAll('\n', ' and ')} already; the demo ` +
        'touches nothing it has not made. Remove it, or unset TIDEGATE_KUBECONFIG to get a cluster for the demo.',
    );
  const made = (await kubectl(['get', `namespace/${NAMESPACE}`, '--ignore-not-found', '-o', 'name'])).trim() === '';
  const objects = [...(made ? [`namespace/${NAMESPACE}`] : []), ...OBJECTS];
  if (theirs) say(`creating ${objects.join(', ')} in cluster "${cluster.name}"; the demo removes them at its end`);
  const remove = async () => {
    if (!theirs) return; // our own cluster ends with the demo
    const gone = ['--ignore-not-found', `--timeout=${GONE_MS}ms`, '--request-timeout=0'];
    await kubectl(['-n', NAMESPACE, 'delete', ...objects.toReversed(), ...gone]);
  };
  try {
    await kubectl(['apply', '-f', MANIFESTS]);
    const wait = ['rollout', 'status', OBJECTS[0], `--timeout=${READY_MS}ms`, '--request-timeout=0'];
    await kubectl(['-n', NAMESPACE, ...wait]);
    return { remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The images of the application's ready pods, each with how many run it. */
export async function imagesOf({ cluster }: AnyStack): Promise<ReadonlyMap<string, number>> {
  const path = '{range .items[*]}{.spec.containers[0].image}{"\\n"}{end}';
  const pods = ['get', 'pods', '-l', 'app=web-app', '--field-selector', 'status.phase=Running'];
  const images = (await cluster.kubectl(['-n', NAMESPACE, ...pods, '-o', `jsonpath=${path}`])).trim().split('\n');
  return new Map(images.map((image) => [image, images.filter((other) => other === image).length]));
}

/** Waits until Prometheus knows the error rate of every pod. Throws with what to do when it does not come to. */
export async function metricsOf({ prometheus, sample }: AnyStack, signal: AbortSignal): Promise<void> {
  const query = `count(sum by (pod) (rate(http_requests_total{namespace="${NAMESPACE}",app="web-app"}[5s])) > 0)`;
  const deadline = Date.now() + METRICS_MS;
  while ((await ask(prometheus.url, query, signal)) !== REPLICAS) {
    if (Date.now() > deadline)
      throw new Error(
        `Prometheus at ${prometheus.url} has no metrics of the six pods; it has to scrape ${sample.url}/metrics every second`,
      );
    await delay(100, undefined, { signal });
  }
}

async function ask(url: string, query: string, signal: AbortSignal): Promise<number | undefined> {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`, { signal });
  // Prometheus' documented form; anything else is "not yet".
  const body = (await answer.json()) as { data?: { result?: readonly { value?: readonly [number, string] }[] } };
  const value = body.data?.result?.[0]?.value?.[1];
  return value === undefined ? undefined : Number(value);
}
