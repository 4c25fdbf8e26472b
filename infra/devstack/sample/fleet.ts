import { versionOf } from './behaviour.ts';

/** A pod as the API server shows it, as far as the sample service looks. */
export interface PodObject {
  readonly metadata: {
    readonly uid: string;
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** One Ready pod and how long it has served. */
export interface ServingPod {
  readonly namespace: string;
  readonly app: string;
  readonly pod: string;
  readonly version: string;
  readonly servedSeconds: number;
}

interface Tracked extends Omit<ServingPod, 'servedSeconds'> {
  /** Served before it was last not Ready, in milliseconds. */
  readonly servedBefore: number;
  /** When it last became Ready; undefined while it is not. */
  readonly since?: number;
}

/** The pods of the cluster and how long each has been Ready. Times are milliseconds of one clock. */
export class Fleet {
  readonly #pods = new Map<string, Tracked>();

  /** Takes over the complete list: pods that are not in it are gone. */
  replace(pods: readonly PodObject[], now: number): void {
    const uids = new Set(pods.map(({ metadata }) => metadata.uid));
    for (const uid of this.#pods.keys()) if (!uids.has(uid)) this.#pods.delete(uid);
    for (const pod of pods) this.put(pod, now);
  }

  put(pod: PodObject, now: number): void {
    const { uid, name, namespace, labels = {} } = pod.metadata;
    const before = this.#pods.get(uid);
    const servedBefore = before ? servedMs(before, now) : 0;
    const version = versionOf(pod.spec.containers[0]?.image ?? '');
    const known = { namespace, app: labels['app'] ?? '', pod: name, version, servedBefore };
    this.#pods.set(uid, isServing(pod) ? { ...known, since: now } : known);
  }

  remove(pod: PodObject): void {
    this.#pods.delete(pod.metadata.uid);
  }

  /** The pods that serve now. */
  serving(now: number): readonly ServingPod[] {
    return [...this.#pods.values()]
      .filter(({ since }) => since !== undefined)
      .map(({ servedBefore, since, ...pod }) => ({
        ...pod,
        servedSeconds: servedMs({ servedBefore, since }, now) / 1000,
      }));
  }
}

const servedMs = ({ servedBefore, since }: { servedBefore: number; since?: number | undefined }, now: number): number =>
  servedBefore + (since === undefined ? 0 : now - since);

/** A pod that is being deleted has left its Service's endpoints, Ready or not. */
const isServing = ({ metadata, status }: PodObject): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');
