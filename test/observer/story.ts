import type {
  Annotations,
  DeploymentFact,
  Fact,
  Mark,
  PodFact,
  ReplicaSetFact,
  Seen,
  Timeline,
} from '../support/observer/timeline.ts';

export const OLD = 'web:1';
export const NEW = 'web:2';
const LATCH = 2147483646;
const LOCK = 'tidegate.dev/lock';
const MARKED = 'tidegate.dev/mark';
const ROLLOUT = '00000000-0000-7000-8000-000000000000';

/** Writes the story of a rollout of three pods with maxSurge 1, event by event, as an API server would tell it. */
export class Story {
  readonly seen: Seen[] = [];
  readonly marks: Mark[] = [];
  readonly #facts = new Map<string, Fact>();

  constructor() {
    this.put(deployment({}));
    this.put(replicaSet('old', OLD, 3));
    this.put(replicaSet('new', NEW, 0));
    for (const n of [1, 2, 3]) this.put(pod(`old-${n}`, 'old', { ready: true }));
    this.serve();
    this.mark('begin');
  }

  get timeline(): Timeline {
    return { seen: this.seen, marks: this.marks };
  }

  put(fact: Fact): void {
    this.#facts.set(fact.uid, fact);
    this.seen.push({ rv: this.seen.length + 1, gone: false, fact });
  }

  change<K extends Fact['kind']>(kind: K, uid: string, more: Partial<Extract<Fact, { kind: K }>>): void {
    const fact = this.#facts.get(uid);
    if (fact?.kind !== kind) throw new Error(`no ${kind} ${uid}`);
    this.put({ ...fact, ...more }); // the same kind with some fields changed
  }

  remove(uid: string): void {
    const fact = this.#facts.get(uid);
    if (!fact) throw new Error(`no ${uid}`);
    this.change('Pod', uid, { leaving: true });
    this.serve();
    this.#facts.delete(uid);
    this.seen.push({ rv: this.seen.length + 1, gone: true, fact });
  }

  serve(): void {
    const pods = [...this.#facts.values()].filter((fact): fact is PodFact => fact.kind === 'Pod');
    const serving = pods.filter(({ ready, leaving }) => ready && !leaving).map(({ name }) => name);
    this.put({ kind: 'EndpointSlice', uid: 'slice', name: 'web', serving });
  }

  mark(what: Mark['what']): void {
    this.marks.push({ rv: this.seen.length, what });
  }

  lock(epoch: number | undefined): Annotations {
    return epoch === undefined ? {} : { [LOCK]: `${ROLLOUT}/${epoch}` };
  }

  begin(): void {
    this.change('Deployment', 'web', { annotations: this.lock(1) });
    this.change('ReplicaSet', 'old', { annotations: this.lock(1) });
    this.put(deployment({ image: NEW, minReadySeconds: LATCH, annotations: this.lock(1) }));
    this.come(1);
  }

  come(n: number, ready = true): void {
    this.change('ReplicaSet', 'new', { replicas: n, annotations: this.lock(1) });
    this.put(pod(`new-${n}`, 'new', { ready: false }));
    if (ready) this.change('Pod', `new-${n}`, { ready: true });
    this.serve();
  }

  /** One approval: the next old pod goes. */
  go(n: number): void {
    this.change('Pod', `old-${n}`, { annotations: { [MARKED]: '' } });
    this.change('ReplicaSet', 'old', { replicas: 3 - n });
    if (n < 3) this.come(n + 1);
    this.remove(`old-${n}`);
  }

  end(image: string): void {
    this.put(deployment({ image }));
    for (const set of ['old', 'new']) this.change('ReplicaSet', set, { annotations: {} });
  }
}

/** Old pod 1 to 3 go in turn; new ones stay. */
export function promoted(): Story {
  const story = new Story();
  story.begin();
  for (const n of [1, 2, 3]) story.go(n);
  story.end(NEW);
  return story;
}

/** One old pod has gone when somebody aborts. */
export function wentHome(): Story {
  const story = new Story();
  story.begin();
  story.go(1);
  story.change('ReplicaSet', 'old', { annotations: story.lock(2) });
  story.put(deployment({ image: OLD, annotations: story.lock(2) }));
  story.mark('aborted');
  story.change('ReplicaSet', 'new', { replicas: 1 });
  story.remove('new-2');
  story.change('ReplicaSet', 'old', { replicas: 3 });
  story.put(pod('old-4', 'old', { ready: true }));
  story.change('ReplicaSet', 'new', { replicas: 0 });
  story.remove('new-1');
  story.serve();
  story.end(OLD);
  return story;
}

/** Nothing happens between pause and resume after the first pod. */
export function paused(): Story {
  const story = new Story();
  story.begin();
  story.go(1);
  story.mark('paused');
  story.mark('resumed');
  for (const n of [2, 3]) story.go(n);
  story.end(NEW);
  return story;
}

export const deployment = (more: {
  image?: string;
  minReadySeconds?: number;
  annotations?: Annotations;
  spec?: object;
}): DeploymentFact => {
  const { image = OLD, minReadySeconds = 5, annotations = {}, spec = {} } = more;
  const template = { spec: { containers: [{ name: 'web', image }] } };
  return {
    kind: 'Deployment',
    uid: 'web',
    name: 'web',
    labels: {},
    image,
    annotations: { team: 'a', ...annotations },
    spec: { replicas: 3, minReadySeconds, template, ...spec },
  };
};

export const replicaSet = (name: string, image: string, replicas: number): ReplicaSetFact => ({
  kind: 'ReplicaSet',
  uid: name,
  name,
  image,
  replicas,
  annotations: {},
});

export const pod = (name: string, owner: string, more: Partial<PodFact>): PodFact => ({
  kind: 'Pod',
  uid: name,
  name,
  owner,
  ready: false,
  leaving: false,
  annotations: {},
  ...more,
});
