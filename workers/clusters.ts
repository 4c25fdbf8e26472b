import type { KubeReads } from '../activities/checks/port.ts';
import { KubeApi } from '../activities/kubernetes/api.ts';
import { connect } from '../activities/kubernetes/connect.ts';
import type { KubeObject } from '../activities/kubernetes/types.ts';

/** The API of every cluster that was asked for, one connection pool each. */
export class Clusters {
  readonly #apis = new Map<string, Promise<KubeApi>>();

  readonly apiOf = (cluster: string): Promise<KubeApi> => {
    const known = this.#apis.get(cluster);
    if (known) return known;
    const api = connect(cluster).then((connection) => new KubeApi(connection));
    api.catch(() => this.#apis.delete(cluster)); // a kubeconfig that is mended later is read again
    this.#apis.set(cluster, api);
    return api;
  };

  readonly readsOf = async (cluster: string): Promise<KubeReads> => {
    const api = await this.apiOf(cluster);
    return { get: (path) => api.get<KubeObject>(path), list: (path) => api.list(path) };
  };

  async close(): Promise<void> {
    const apis = await Promise.allSettled([...this.#apis.values()]);
    await Promise.all(apis.flatMap((api) => (api.status === 'fulfilled' ? [api.value.close()] : [])));
  }
}
