import { targetId } from '../../../domain/target.ts';
import type { Target } from '../../../domain/target.ts';
import type { KubeApi } from '../../kubernetes/api.ts';
import { View } from './view.ts';

/** Milliseconds a view stays open after its last use: the steps of a rollout follow one another closely. */
const LINGER_MS = 30_000;

interface Kept {
  readonly view: Promise<View>;
  users: number;
  timer?: NodeJS.Timeout;
}

/** Shares the watches of a target among the activities of one worker. */
export class Views {
  readonly #kept = new Map<string, Kept>();
  readonly #apiOf: (cluster: string) => Promise<KubeApi>;

  constructor(apiOf: (cluster: string) => Promise<KubeApi>) {
    this.#apiOf = apiOf;
  }

  /** Runs `body` with an open view of the target. */
  async use<T>(target: Target, body: (view: View) => Promise<T>): Promise<T> {
    const id = targetId(target);
    const kept = this.#kept.get(id) ?? this.#open(id, target);
    kept.users += 1;
    clearTimeout(kept.timer);
    try {
      return await body(await kept.view);
    } finally {
      kept.users -= 1;
      if (kept.users === 0) kept.timer = setTimeout(() => void this.#close(id, kept), LINGER_MS).unref();
    }
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#kept].map(([id, kept]) => this.#close(id, kept)));
  }

  #open(id: string, target: Target): Kept {
    const view = this.#apiOf(target.cluster).then((api) => View.open(api, target));
    const kept: Kept = { view, users: 0 };
    this.#kept.set(id, kept);
    view.catch(() => this.#kept.delete(id)); // the next user opens anew
    return kept;
  }

  async #close(id: string, kept: Kept): Promise<void> {
    if (this.#kept.get(id) === kept) this.#kept.delete(id);
    clearTimeout(kept.timer);
    (await kept.view.catch(() => undefined))?.close();
  }
}
