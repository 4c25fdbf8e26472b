import { setTimeout as sleep } from 'node:timers/promises';
import { isFailure } from '../../domain/failure.ts';
import type { KubeApi } from './api.ts';
import type { KubeObject } from './types.ts';

/** Longest silence of a watch; bookmarks come every minute, so longer is a dead connection. */
const SILENCE_MS = 90_000;
const BACKOFF_MS = { first: 200, most: 5_000 };

interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

/**
 * Keeps a copy of a list of objects by listing once and watching on. Level-triggered: whoever reads it must be content
 * with the newest state and may not count events. Objects are trimmed on arrival.
 */
export class Reflector<T extends KubeObject> {
  readonly #items = new Map<string, T>();
  readonly #api: KubeApi;
  readonly #path: string;
  readonly #trim: (object: T) => T;
  readonly #changed: () => void;
  synced = false;
  /** Last trouble; undefined while the watch is alive. */
  trouble: Error | undefined;

  constructor(api: KubeApi, path: string, trim: (object: T) => T, changed: () => void) {
    this.#api = api;
    this.#path = path;
    this.#trim = trim;
    this.#changed = changed;
  }

  get items(): readonly T[] {
    return [...this.#items.values()];
  }

  /** Takes an object that a write returned, so that its writer never sees an older one. */
  take(object: T): void {
    const known = this.#items.get(object.metadata.uid);
    if (known && BigInt(known.metadata.resourceVersion) >= BigInt(object.metadata.resourceVersion)) return;
    this.#items.set(object.metadata.uid, this.#trim(object));
    this.#changed();
  }

  /** Runs until the signal aborts; lists again after any trouble. */
  async run(signal: AbortSignal): Promise<void> {
    let pause = BACKOFF_MS.first;
    while (!signal.aborted) {
      try {
        const version = await this.#relist();
        pause = BACKOFF_MS.first;
        await this.#follow(version, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.trouble = error instanceof Error ? error : new Error(String(error));
        this.#changed();
        await sleep(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
        pause = Math.min(BACKOFF_MS.most, pause * 2);
      }
    }
  }

  async #relist(): Promise<string> {
    const { items, metadata } = await this.#api.list<T>(this.#path);
    this.#items.clear();
    for (const item of items) this.#items.set(item.metadata.uid, this.#trim(item));
    this.synced = true;
    this.trouble = undefined;
    this.#changed();
    return metadata.resourceVersion;
  }

  async #follow(from: string, signal: AbortSignal): Promise<void> {
    let version = from;
    while (!signal.aborted) {
      const seconds = 240 + Math.floor(Math.random() * 240);
      const query = `watch=true&allowWatchBookmarks=true&timeoutSeconds=${seconds}&resourceVersion=${version}`;
      for await (const event of this.#events(`${this.#path}${this.#path.includes('?') ? '&' : '?'}${query}`, signal)) {
        if (event.type === 'ERROR') return; // too old: list again
        version = event.object.metadata.resourceVersion;
        if (event.type === 'BOOKMARK') continue;
        if (event.type === 'DELETED') this.#items.delete(event.object.metadata.uid);
        else this.#items.set(event.object.metadata.uid, this.#trim(event.object));
        this.#changed();
      }
    }
  }

  async *#events(path: string, signal: AbortSignal): AsyncGenerator<WatchEvent<T>> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const body = await this.#api.open(path, AbortSignal.any([signal, silence.signal]));
      let rest = '';
      body.setEncoding('utf8');
      for await (const chunk of body) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        const lines = (rest + String(chunk)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line) yield JSON.parse(line) as WatchEvent<T>;
      }
    } catch (error) {
      if (isFailure(error, 'cluster-unreachable') || !silence.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
