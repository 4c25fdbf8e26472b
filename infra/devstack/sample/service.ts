/**
 * The sample service: a stand-in for the user's own. KWOK's pods run no containers, so this one process watches the
 * pods of the cluster that carry the label `app`, and answers for each Ready one what that pod would: Prometheus
 * metrics whose error rate and latency depend on the version in the image's tag, and a health page.
 *
 * Usage: node service.ts <kubeconfig> <port>
 */
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { openApi, type Api } from '../api.ts';
import { behaviourOf } from './behaviour.ts';
import { Fleet } from './fleet.ts';
import { exposition } from './metrics.ts';

const [kubeconfig = '', port = ''] = process.argv.slice(2);
const fleet = new Fleet();
const now = (): number => performance.now();

createServer((request, response) => answer(request.url ?? '/', response)).listen(Number(port), '127.0.0.1');
void follow(await openApi(kubeconfig));

/** Lists, then watches; begins again whenever the watch ends, so that a restarted API server is no more than a gap. */
async function follow(api: Api): Promise<never> {
  for (;;) {
    try {
      const list = await api.must('GET', '/api/v1/pods?labelSelector=app');
      fleet.replace(list.items, now());
      await watch(api, list.metadata.resourceVersion);
    } catch (error) {
      console.error(`watch of pods broke, listing again: ${error instanceof Error ? error.message : String(error)}`);
      await delay(250);
    }
  }
}

async function watch(api: Api, resourceVersion: string): Promise<void> {
  const query = `labelSelector=app&watch=1&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=${resourceVersion}`;
  for await (const { type, object } of api.lines(`/api/v1/pods?${query}`, new AbortController().signal)) {
    if (type === 'ERROR') throw new Error(object.message);
    if (type === 'DELETED') fleet.remove(object);
    else if (type !== 'BOOKMARK') fleet.put(object, now());
  }
}

function answer(url: string, response: ServerResponse): void {
  const pods = fleet.serving(now());
  const [, apps, namespace, app, page] = url.split('/');
  if (url === '/metrics') {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(exposition(pods));
  } else if (url === '/health') {
    json(response, 200, { status: 'ok', pods: pods.length });
  } else if (apps === 'apps' && page === 'health') {
    health(
      response,
      pods.filter((pod) => pod.namespace === namespace && pod.app === app),
    );
  } else {
    json(response, 404, { error: 'try /metrics, /health or /apps/<namespace>/<app>/health' });
  }
}

function health(response: ServerResponse, pods: ReturnType<Fleet['serving']>): void {
  const failing = pods.filter(({ version }) => behaviourOf(version).errorShare > 0.01).map(({ pod }) => pod);
  const status = pods.length === 0 ? 'down' : failing.length > 0 ? 'degraded' : 'ok';
  json(response, status === 'ok' ? 200 : 503, { status, pods: pods.length, failing });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
