/** What the observer keeps of the objects it sees: enough to judge a rollout, and nothing that needs a cluster. */
export interface PodFact {
  readonly kind: 'Pod';
  readonly uid: string;
  readonly name: string;
  /** Uid of its ReplicaSet. */
  readonly owner: string;
  readonly ready: boolean;
  /** It has a deletion timestamp: it serves nobody any more. */
  readonly leaving: boolean;
  readonly annotations: Annotations;
}

export interface ReplicaSetFact {
  readonly kind: 'ReplicaSet';
  readonly uid: string;
  readonly name: string;
  readonly replicas: number;
  readonly image: string;
  readonly annotations: Annotations;
}

export interface DeploymentFact {
  readonly kind: 'Deployment';
  readonly uid: string;
  readonly name: string;
  readonly image: string;
  /** Raw, as the API server gave it. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly labels: Annotations;
  readonly annotations: Annotations;
}

export interface EndpointSliceFact {
  readonly kind: 'EndpointSlice';
  readonly uid: string;
  readonly name: string;
  /** Names of the pods that get traffic. */
  readonly serving: readonly string[];
}

export type Annotations = Readonly<Record<string, string>>;
export type Fact = PodFact | ReplicaSetFact | DeploymentFact | EndpointSliceFact;

/** One object at one revision. Revisions of all kinds come from one counter of etcd: they are a total order. */
export interface Seen {
  readonly rv: number;
  readonly gone: boolean;
  readonly fact: Fact;
}

/** Something the test did, and the revision the cluster had reached by then. */
export interface Mark {
  readonly rv: number;
  readonly what: 'begin' | 'paused' | 'resumed' | 'aborted';
}

export interface Timeline {
  /** In the order of their revisions. */
  readonly seen: readonly Seen[];
  readonly marks: readonly Mark[];
}

/** Everything that exists after an event. */
export class World {
  readonly #facts = new Map<string, Fact>();

  get(uid: string): Fact | undefined {
    return this.#facts.get(uid);
  }

  take({ gone, fact }: Seen): void {
    if (gone) this.#facts.delete(fact.uid);
    else this.#facts.set(fact.uid, fact);
  }

  all<K extends Fact['kind']>(kind: K): readonly Extract<Fact, { kind: K }>[] {
    return [...this.#facts.values()].filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
  }
}

/** One event with what was known of its object before it, and the world after it. */
export interface Moment extends Seen {
  readonly before: Fact | undefined;
  readonly world: World;
}

/** Walks through the events after `begin`; earlier ones only furnish the world. */
export function* moments({ seen, marks }: Timeline): Generator<Moment> {
  const begin = beginOf(marks);
  const world = new World();
  for (const one of seen) {
    const before = world.get(one.fact.uid);
    world.take(one);
    if (one.rv > begin) yield { ...one, before, world };
  }
}

/** The world as it was when the rollout was started. */
export function worldAtBegin({ seen, marks }: Timeline): World {
  const begin = beginOf(marks);
  const world = new World();
  for (const one of seen) if (one.rv <= begin) world.take(one);
  return world;
}

export function worldAtEnd({ seen }: Timeline): World {
  const world = new World();
  for (const one of seen) world.take(one);
  return world;
}

const beginOf = (marks: readonly Mark[]): number => marks.find(({ what }) => what === 'begin')?.rv ?? -1;
