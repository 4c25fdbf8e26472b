import type { Target } from '../../../domain/target.ts';

const apps = ({ namespace }: Pick<Target, 'namespace'>): string => `/apis/apps/v1/namespaces/${namespace}`;

export const deploymentPath = (target: Target): string => `${apps(target)}/deployments/${target.name}`;
export const deploymentsPath = (target: Target): string =>
  `${apps(target)}/deployments?fieldSelector=${encodeURIComponent(`metadata.name=${target.name}`)}`;
export const replicaSetPath = (target: Target, name: string): string => `${apps(target)}/replicasets/${name}`;
export const replicaSetsPath = (target: Target, selector: string): string =>
  `${apps(target)}/replicasets?labelSelector=${encodeURIComponent(selector)}`;
export const podPath = ({ namespace }: Target, name: string): string => `/api/v1/namespaces/${namespace}/pods/${name}`;
export const podsPath = ({ namespace }: Target, selector: string): string =>
  `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`;
export const autoscalersPath = ({ namespace }: Target): string =>
  `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`;

interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/** A label selector in the form of a query string. An empty one would mean every pod, so it is refused by callers. */
export function selectorOf(selector: {
  matchLabels?: Readonly<Record<string, string>>;
  matchExpressions?: unknown;
}): string {
  const equal = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  // The API server has validated the shape; unknown operators do not exist.
  const more = ((selector.matchExpressions ?? []) as readonly Requirement[]).map(({ key, operator, values = [] }) => {
    switch (operator) {
      case 'In':
        return `${key} in (${values.join(',')})`;
      case 'NotIn':
        return `${key} notin (${values.join(',')})`;
      case 'Exists':
        return key;
      case 'DoesNotExist':
        return `!${key}`;
    }
  });
  return [...equal, ...more].join(',');
}
