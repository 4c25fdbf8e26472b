import type { Annotations, Fact } from './timeline.ts';

/** A Kubernetes object as raw JSON, as far as the observer looks. */
export interface Raw {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly labels?: Annotations;
    readonly annotations?: Annotations;
    readonly ownerReferences?: readonly { readonly uid: string }[];
  };
  readonly spec: {
    readonly replicas?: number;
    readonly template?: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  } & Readonly<Record<string, unknown>>;
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  readonly endpoints?: readonly {
    readonly conditions?: { readonly ready?: boolean };
    readonly targetRef?: { readonly name: string };
  }[];
}

/** The kinds that are watched, and where. */
export const WATCHED = {
  Deployment: { group: '/apis/apps/v1', plural: 'deployments' },
  ReplicaSet: { group: '/apis/apps/v1', plural: 'replicasets' },
  Pod: { group: '/api/v1', plural: 'pods' },
  EndpointSlice: { group: '/apis/discovery.k8s.io/v1', plural: 'endpointslices' },
} as const satisfies Record<Fact['kind'], { group: string; plural: string }>;

/** What is kept of an object; thousands of whole ones would fill the memory. */
export function factOf(kind: Fact['kind'], { metadata, spec, status, endpoints }: Raw): Fact {
  const { uid, name, annotations = {}, labels = {} } = metadata;
  const image = spec?.template?.spec.containers[0]?.image ?? '';
  const common = { uid, name, annotations };
  switch (kind) {
    case 'Deployment':
      return { kind, ...common, labels, image, spec };
    case 'ReplicaSet':
      return { kind, ...common, image, replicas: spec.replicas ?? 0 };
    case 'Pod':
      return {
        kind,
        ...common,
        owner: metadata.ownerReferences?.[0]?.uid ?? '',
        ready: status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false,
        leaving: metadata.deletionTimestamp !== undefined,
      };
    case 'EndpointSlice': {
      const serving = (endpoints ?? []).filter(({ conditions }) => conditions?.ready);
      return { kind, uid, name, serving: serving.map(({ targetRef }) => targetRef?.name ?? '') };
    }
  }
}
