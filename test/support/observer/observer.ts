import { openApi, type Api } from '../../../infra/devstack/api.ts';
import { eventually } from '../eventually.ts';
import { stopAtEnd } from '../stack.ts';
import { factOf, WATCHED } from './facts.ts';
import type { Raw } from './facts.ts';
import type { Fact, Mark, Seen, Timeline } from './timeline.ts';

interface Noted extends Seen {
  readonly namespace: string;
}

const KINDS = Object.keys(WATCHED) as Fact['kind'][]; // the keys of a literal

/**
 * Watches the whole cluster with eyes of its own: another identity, another client, no code of ours. Nothing that
 * happens between two looks is missed, because every revision arrives.
 */
export class Observer {
  readonly #api: Api;
  readonly #noted: Noted[] = [];
  /** Newest revision seen of every object that exists, by uid. */
  readonly #newest = new Map<string, string>();
  readonly #marks = new Map<string, Mark[]>();
  readonly #stop = new AbortController();
  #trouble: Error | undefined;

  private constructor(api: Api) {
    this.#api = api;
  }

  static async start(kubeconfig: string): Promise<Observer> {
    const observer = new Observer(await openApi(kubeconfig));
    await Promise.all(KINDS.map((kind) => observer.#watch(kind)));
    stopAtEnd({ stop: () => observer.#end() });
    return observer;
  }

  /** Notes what the test does, at the revision the cluster has reached. */
  async mark(namespace: string, what: Mark['what']): Promise<void> {
    const rv = await this.revision();
    this.#marks.set(namespace, [...(this.#marks.get(namespace) ?? []), { rv, what }]);
  }

  /** Newest revision of the cluster, read past every cache. */
  async revision(): Promise<number> {
    const { metadata } = await this.#api.must('GET', '/apis/apps/v1/namespaces/default/deployments?limit=1');
    return Number(metadata.resourceVersion);
  }

  /** The whole story of a namespace, once nothing moves there any more and all of it has been seen. */
  async timeline(namespace: string): Promise<Timeline> {
    await eventually(
      `${namespace} is quiet and seen`,
      () => this.#unseen(namespace),
      (unseen) => unseen.length === 0,
    );
    const seen = this.#noted.filter((one) => one.namespace === namespace).toSorted((a, b) => a.rv - b.rv);
    return { seen, marks: this.#marks.get(namespace) ?? [] };
  }

  /** What exists and has not been seen, or still moves. */
  async #unseen(namespace: string): Promise<readonly string[]> {
    if (this.#trouble) throw this.#trouble;
    const lists = await Promise.all(KINDS.map((kind) => this.#list(kind, `/namespaces/${namespace}`)));
    return lists
      .flatMap(({ items }) => items)
      .filter((raw) => !this.#isQuiet(raw))
      .map(({ metadata }) => metadata.name);
  }

  #isQuiet({ metadata, status }: Raw): boolean {
    const acted = status?.observedGeneration === undefined || status.observedGeneration === metadata.generation;
    return acted && !metadata.deletionTimestamp && this.#newest.get(metadata.uid) === metadata.resourceVersion;
  }

  async #list(
    kind: Fact['kind'],
    where = '',
  ): Promise<{ items: readonly Raw[]; metadata: { resourceVersion: string } }> {
    const { group, plural } = WATCHED[kind];
    return this.#api.must('GET', `${group}${where}/${plural}`);
  }

  async #watch(kind: Fact['kind']): Promise<void> {
    const { items, metadata } = await this.#list(kind);
    for (const raw of items) this.#note(kind, raw, false);
    void this.#follow(kind, metadata.resourceVersion).catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#trouble = error instanceof Error ? error : new Error(String(error));
    });
  }

  /** The API server ends a watch when it likes; the next one goes on from the last revision seen. */
  async #follow(kind: Fact['kind'], from: string): Promise<void> {
    const { group, plural } = WATCHED[kind];
    for (let version = from; !this.#stop.signal.aborted;) {
      const path = `${group}/${plural}?watch=1&timeoutSeconds=3600&resourceVersion=${version}`;
      for await (const { type, object } of this.#api.lines(path, this.#stop.signal)) {
        if (type === 'ERROR') throw new Error(`the watch of ${plural} broke: ${object.message}`);
        this.#note(kind, object, type === 'DELETED');
        version = object.metadata.resourceVersion;
      }
    }
  }

  #note(kind: Fact['kind'], raw: Raw, gone: boolean): void {
    const { namespace, uid, resourceVersion } = raw.metadata;
    this.#noted.push({ namespace, rv: Number(resourceVersion), gone, fact: factOf(kind, raw) });
    if (gone) this.#newest.delete(uid);
    else this.#newest.set(uid, resourceVersion);
  }

  async #end(): Promise<void> {
    this.#stop.abort();
    await this.#api.close();
  }
}
