import type { KubeApi } from '../activities/kubernetes/api.ts';
import type { Records } from '../activities/records/port.ts';
import type { Finding } from '../workflows/inquiry-messages.ts';

interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
}

/** What a rollout does in a cluster; `infra/kubernetes/rbac.yaml` grants exactly this. */
const RIGHTS: readonly Right[] = [
  ...['get', 'list', 'watch', 'patch'].flatMap((verb) => [
    { group: 'apps', resource: 'deployments', verb },
    { group: 'apps', resource: 'replicasets', verb },
    { group: '', resource: 'pods', verb },
  ]),
  { group: 'autoscaling', resource: 'horizontalpodautoscalers', verb: 'list' },
  { group: 'policy', resource: 'poddisruptionbudgets', verb: 'list' },
  { group: '', resource: 'resourcequotas', verb: 'list' },
  { group: '', resource: 'nodes', verb: 'list' },
  { group: '', resource: 'namespaces', verb: 'get' },
];

const POLICY = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/tidegate-hands-off';

interface Around {
  readonly apiOf: (cluster: string) => Promise<KubeApi>;
  readonly records: Records;
  readonly prometheusUrl: string | undefined;
}

/** What is missing or wrong around us, cluster by cluster; each finding says what to do. */
export async function inspect(
  { apiOf, records, prometheusUrl }: Around,
  clusters: readonly string[],
): Promise<readonly Finding[]> {
  const found = await Promise.all([
    ...clusters.map((cluster) => inspectCluster(apiOf, cluster)),
    finding('records', 'reachable', 'see TIDEGATE_RECORDS', () => records.list({ limit: 1 })).then((f) => [f]),
    inspectPrometheus(prometheusUrl).then((f) => [f]),
  ]);
  return found.flat();
}

async function inspectCluster(apiOf: Around['apiOf'], cluster: string): Promise<readonly Finding[]> {
  const about = `cluster ${cluster}`;
  const reached = await finding(about, 'API server answers', 'check KUBECONFIG of the worker', async () =>
    (await apiOf(cluster)).get('/api/v1/namespaces/kube-system'),
  );
  if (reached.severity === 'error') return [reached];
  const api = await apiOf(cluster);
  return [reached, await inspectRights(api, about), await inspectPolicy(api, about)];
}

async function inspectRights(api: KubeApi, about: string): Promise<Finding> {
  const answers = await Promise.all(RIGHTS.map(async (right) => ({ right, allowed: await may(api, right) })));
  const missing = answers
    .filter(({ allowed }) => !allowed)
    .map(({ right: { verb, resource } }) => `${verb} ${resource}`);
  if (missing.length === 0) return { about, severity: 'ok', seen: 'every right a rollout needs' };
  return {
    about,
    severity: 'error',
    seen: `missing rights: ${missing.join(', ')}`,
    remedy: 'apply infra/kubernetes/rbac.yaml for the worker’s identity',
  };
}

async function may(api: KubeApi, { group, resource, verb }: Right): Promise<boolean> {
  const review = await api.post<{ status?: { allowed?: boolean } }>(
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { group, resource, verb } },
    },
  );
  return review.status?.allowed ?? false;
}

async function inspectPolicy(api: KubeApi, about: string): Promise<Finding> {
  const there = await api.get(POLICY).then(
    () => true,
    () => false,
  );
  if (there) return { about, severity: 'ok', seen: 'admission policy keeps other hands off during a rollout' };
  return {
    about,
    severity: 'warning',
    seen: 'no admission policy: another hand is noticed, but not kept off',
    remedy: 'apply infra/kubernetes/admission-policy.yaml (optional)',
  };
}

async function inspectPrometheus(url: string | undefined): Promise<Finding> {
  if (url === undefined)
    return {
      about: 'prometheus',
      severity: 'warning',
      seen: 'PROMETHEUS_URL is not set: metrics need a server of their own',
      remedy: 'set PROMETHEUS_URL for the worker',
    };
  return finding('prometheus', `${url} answers`, 'check PROMETHEUS_URL of the worker', async () => {
    const { ok, status } = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(5_000) });
    if (!ok) throw new Error(`${url}: status ${status}`);
  });
}

async function finding(about: string, fine: string, remedy: string, look: () => Promise<unknown>): Promise<Finding> {
  try {
    await look();
    return { about, severity: 'ok', seen: fine };
  } catch (error) {
    return { about, severity: 'error', seen: error instanceof Error ? error.message : String(error), remedy };
  }
}
