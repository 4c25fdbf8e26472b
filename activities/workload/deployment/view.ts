import { Failure } from '../../../domain/failure.ts';
import { targetId } from '../../../domain/target.ts';
import type { Target } from '../../../domain/target.ts';
import type { KubeApi } from '../../kubernetes/api.ts';
import { Reflector } from '../../kubernetes/reflector.ts';
import type { Deployment, KubeObject, Pod, ReplicaSet } from '../../kubernetes/types.ts';
import { DELETION_COST, MARK } from './names.ts';
import { deploymentPath, deploymentsPath, podsPath, replicaSetPath, replicaSetsPath, selectorOf } from './paths.ts';

/** One Deployment with its ReplicaSets and pods, kept up to date by three watches. */
export class View {
  readonly api: KubeApi;
  readonly target: Target;
  /** Uid of `kube-system`: which cluster this really is. */
  readonly clusterUid: string;
  readonly deployments: Reflector<Deployment>;
  readonly replicaSets: Reflector<ReplicaSet>;
  readonly pods: Reflector<Pod>;
  readonly #waiting = new Set<() => void>();
  readonly #stop = new AbortController();

  private constructor(api: KubeApi, target: Target, clusterUid: string, selector: string) {
    const changed = (): void => {
      for (const wake of this.#waiting) wake();
    };
    this.api = api;
    this.target = target;
    this.clusterUid = clusterUid;
    this.deployments = new Reflector(api, deploymentsPath(target), (d: Deployment) => d, changed);
    this.replicaSets = new Reflector(api, replicaSetsPath(target, selector), (r: ReplicaSet) => r, changed);
    this.pods = new Reflector(api, podsPath(target, selector), trimmed, changed);
    for (const reflector of [this.deployments, this.replicaSets, this.pods]) void reflector.run(this.#stop.signal);
  }

  /** Opens the watches and waits for the first lists. Throws what the API server answers. */
  static async open(api: KubeApi, target: Target): Promise<View> {
    const [{ spec }, system] = await Promise.all([
      api.get<Deployment>(deploymentPath(target)),
      api.get<KubeObject>('/api/v1/namespaces/kube-system'),
    ]);
    const view = new View(api, target, system.metadata.uid, selectorOf(spec.selector));
    await view.until(AbortSignal.timeout(15_000), () => view.#synced());
    return view;
  }

  get deployment(): Deployment | undefined {
    return this.deployments.items[0];
  }

  /** ReplicaSets that this Deployment controls. */
  get owned(): readonly ReplicaSet[] {
    const uid = this.deployment?.metadata.uid;
    return this.replicaSets.items.filter((r) => r.metadata.ownerReferences?.some((o) => o.controller && o.uid === uid));
  }

  /** Pods of one ReplicaSet that are not on their way out. */
  podsOf({ metadata: { uid } }: ReplicaSet): readonly Pod[] {
    return this.pods.items.filter(
      ({ metadata: m }) => !m.deletionTimestamp && m.ownerReferences?.some((o) => o.controller && o.uid === uid),
    );
  }

  /** Reads the objects that carry the lock anew, for one whose copy does not show it: the copy may be old. */
  async refresh(): Promise<void> {
    this.deployments.take(await this.api.get<Deployment>(deploymentPath(this.target)));
    for (const set of this.owned.filter(({ spec }) => spec.replicas > 0))
      this.replicaSets.take(await this.api.get<ReplicaSet>(replicaSetPath(this.target, set.metadata.name)));
  }

  /** Trouble of the watches: what is seen may be old. */
  get trouble(): Error | undefined {
    return [this.deployments, this.replicaSets, this.pods].find(({ trouble }) => trouble)?.trouble;
  }

  /** Resolves when `met` is true, asked now and on every change. Rejects with the signal's reason. */
  async until(signal: AbortSignal, met: () => boolean): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      if (met()) return;
      await this.#change(signal);
    }
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        if (signal.aborted) reject(asError(signal.reason));
        else resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  close(): void {
    this.#stop.abort();
  }

  #synced(): boolean {
    const parts = [this.deployments, this.replicaSets, this.pods];
    if (this.trouble && !parts.every(({ synced }) => synced))
      throw new Failure('cluster-unreachable', `${targetId(this.target)}: ${this.trouble.message}`, {
        cause: this.trouble,
      });
    return parts.every(({ synced }) => synced);
  }
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));

/** What we read of a pod; thousands of whole pods would fill the worker's memory. */
function trimmed({ metadata, spec, status }: Pod): Pod {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, ownerReferences, annotations } =
    metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => key === DELETION_COST || key === MARK);
  return {
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion,
      creationTimestamp,
      ...(deletionTimestamp && { deletionTimestamp }),
      ...(ownerReferences && { ownerReferences }),
      annotations: Object.fromEntries(kept),
    },
    spec: { ...(spec.nodeName && { nodeName: spec.nodeName }) },
    status: {
      ...(status?.phase && { phase: status.phase }),
      conditions: (status?.conditions ?? []).filter(({ type }) => type === 'Ready' || type === 'PodScheduled'),
      containerStatuses: (status?.containerStatuses ?? []).map(({ restartCount, state }) => ({
        restartCount,
        ...(state?.waiting && { state: { waiting: state.waiting } }),
      })),
    },
  };
}
