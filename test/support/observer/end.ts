import type { Rule, Violation } from './check.ts';
import { worldAtBegin, worldAtEnd } from './timeline.ts';
import type { Annotations, DeploymentFact, Fact } from './timeline.ts';

/** The controller counts revisions by itself. */
const REVISION = 'deployment.kubernetes.io/revision';
const CHANGE_CAUSE = 'kubernetes.io/change-cause';
const OURS = 'tidegate.dev/';
const COST = 'controller.kubernetes.io/pod-deletion-cost';
/** What Tidegate writes there for a pod that goes next. */
const GOES_NEXT = '-1000000000';

/** I6: after a rollback the Deployment is as it was, byte for byte; after a promotion only the image has changed. */
export const asBefore: Rule = (timeline, { outcome, otherHand }) => {
  const [before] = worldAtBegin(timeline).all('Deployment');
  const [after] = worldAtEnd(timeline).all('Deployment');
  if (outcome === 'other' || outcome === 'stranded' || !before || !after) return [];
  const promoted = outcome === 'promoted';
  const fields = new Set([...Object.keys(before.spec), ...Object.keys(after.spec)]);
  const wrong = [...fields].filter((field) => {
    if (field === 'replicas' && otherHand) return false;
    if (field === 'template' && promoted) return withoutImage(before) !== withoutImage(after);
    return text(before.spec[field]) !== text(after.spec[field]);
  });
  const annotations = [before, after].map((d) =>
    text(kept(d.annotations, promoted ? [REVISION, CHANGE_CAUSE] : [REVISION])),
  );
  return [
    ...wrong.map((field) => violation(`spec.${field} is ${text(after.spec[field])}, was ${text(before.spec[field])}`)),
    ...(annotations[0] === annotations[1]
      ? []
      : [violation(`annotations are ${annotations[1]}, were ${annotations[0]}`)]),
    ...(text(before.labels) === text(after.labels) ? [] : [violation(`labels are ${text(after.labels)}`)]),
  ];
};

/** I7: one revision has pods, all of them Ready, and nothing of ours is left on any object. */
export const nothingLeft: Rule = (timeline, { outcome, candidate }) => {
  if (outcome === 'stranded') return []; // what is left is named to a person, and stays locked until one has looked
  const world = worldAtEnd(timeline);
  const left = (what: string): Violation => ({ rule: 'I7', rv: 0, what });
  const active = world.all('ReplicaSet').filter(({ replicas }) => replicas > 0);
  const pods = world.all('Pod');
  const [deployment] = world.all('Deployment');
  const objects = [...world.all('Deployment'), ...world.all('ReplicaSet'), ...pods];
  const mixed = outcome !== 'other' && (active.length !== 1 || pods.some(({ owner }) => owner !== active[0]?.uid));
  const isCandidate = active[0]?.image === candidate;
  return [
    ...(mixed
      ? [
          left(
            `${active.length} ReplicaSets want pods: ${active.map(({ name, replicas }) => `${name} ${replicas}`).join(', ')}`,
          ),
        ]
      : []),
    ...(outcome === 'other' || isCandidate === (outcome === 'promoted')
      ? []
      : [left(`${active[0]?.image} runs, yet it is ${outcome}`)]),
    ...(outcome === 'other' || pods.filter(({ ready }) => ready).length === deployment?.spec['replicas']
      ? []
      : [left(`${pods.filter(({ ready }) => ready).length} of ${text(deployment?.spec['replicas'])} pods are Ready`)]),
    ...objects.flatMap((fact) => oursOn(fact).map((key) => left(`${key} is left on ${fact.kind} ${fact.name}`))),
  ];
};

function oursOn(fact: Exclude<Fact, { kind: 'EndpointSlice' }>): readonly string[] {
  const keys = Object.keys(fact.annotations).filter((key) => key.startsWith(OURS));
  return fact.kind === 'Pod' && fact.annotations[COST] === GOES_NEXT ? [...keys, COST] : keys;
}

const violation = (what: string): Violation => ({ rule: 'I6', rv: 0, what });
const text = (value: unknown): string => JSON.stringify(value) ?? 'absent';
const withoutImage = ({ spec, image }: DeploymentFact): string => text(spec['template']).replaceAll(image, '');
const kept = (annotations: Annotations, without: readonly string[]): Annotations =>
  Object.fromEntries(
    Object.entries(annotations)
      .filter(([key]) => !without.includes(key))
      .toSorted(),
  );
