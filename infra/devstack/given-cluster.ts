import { ensureBinaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { openApi } from './api.ts';
import { run, type Say } from './run.ts';

/** A cluster that the user runs: used as it is, with the user's own rights, never stopped. */
export type GivenCluster = Omit<Cluster, 'processes'> & {
  /** Why the sample service cannot read the pods there, so that there will be no metrics of them; undefined if it can. */
  readonly unreadable?: string;
};

/** The current context of a kubeconfig. Throws when its API server does not answer. */
export async function givenCluster(kubeconfig: string, say: Say): Promise<GivenCluster> {
  const { kubectl: binary } = await ensureBinaries(['kubectl'], say);
  const kubectl: Cluster['kubectl'] = (args, input) =>
    run(binary, ['--kubeconfig', kubeconfig, '--request-timeout', '10s', ...args], { ...(input && { input }) });
  const minified = await kubectl(['config', 'view', '--minify', '-o', 'json']);
  const config = JSON.parse(minified) as Config; // kubectl has read and checked it
  const [name, server] = [config['current-context'], config.clusters[0]?.cluster.server ?? ''];
  await kubectl(['get', '--raw', '/readyz']);
  say(`using the cluster "${name}" at ${server} (TIDEGATE_KUBECONFIG)`);
  const unreadable = await whyUnreadable(kubeconfig);
  if (unreadable) say(`the sample service cannot read its pods, so it has no metrics of them: ${unreadable}`);
  const all = { admin: kubeconfig, tidegate: kubeconfig, observer: kubeconfig };
  return { name, server, kubeconfig: all, kubectl, stop: async () => {}, ...(unreadable && { unreadable }) };
}

interface Config {
  readonly 'current-context': string;
  readonly clusters: readonly { readonly cluster: { readonly server: string } }[];
}

/** The sample service has a client of its own, which knows tokens and certificates but no helper programs. */
async function whyUnreadable(kubeconfig: string): Promise<string | undefined> {
  try {
    const api = await openApi(kubeconfig);
    try {
      await api.must('GET', '/api/v1/pods?labelSelector=app&limit=1');
      return undefined;
    } finally {
      await api.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
