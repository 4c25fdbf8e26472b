import type { Selector } from './objects.ts';

/**
 * Whether a label selector selects these labels. An empty selector selects everything, an absent one nothing
 * (policy/v1, PodDisruptionBudgetSpec.selector).
 */
export function selects(selector: Selector | null | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (selector === null || selector === undefined) return false;
  const wanted = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return wanted && (selector.matchExpressions ?? []).every((expression) => holds(expression, labels));
}

/** The selector as the API server takes it: `app=web,tier in (a,b)`. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: Selector): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const others = matchExpressions.map(({ key, operator, values }) => {
    switch (operator) {
      case 'In':
        return `${key} in (${(values ?? []).join(',')})`;
      case 'NotIn':
        return `${key} notin (${(values ?? []).join(',')})`;
      case 'Exists':
        return key;
      case 'DoesNotExist':
        return `!${key}`;
    }
  });
  return [...equal, ...others].join(',');
}

type Expression = NonNullable<Selector['matchExpressions']>[number];

function holds({ key, operator, values }: Expression, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && (values ?? []).includes(value);
    case 'NotIn':
      return value === undefined || !(values ?? []).includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}
