import { z } from 'zod';
import type { Measurement } from '../../../domain/verdict.ts';
import type { CheckContext } from '../port.ts';
import { Deployment, Pod } from './objects.ts';
import { selectorText } from './selects.ts';

/** A measurement before it has a name. */
export type Answer = Omit<Measurement, 'check'>;

/** What several of the questions need; read once for all of them. */
export interface Reads {
  readonly context: CheckContext;
  readonly deployment: () => Promise<Deployment>;
  /** Pods that the deployment's selector selects and that have not ended. */
  readonly pods: () => Promise<readonly Pod[]>;
  readonly list: <T>(path: string, item: z.ZodType<T>) => Promise<readonly T[]>;
}

export function readsOf(context: CheckContext): Reads {
  const { kube, signal, target } = context;
  const namespace = `/namespaces/${target.namespace}`;
  const list = async <T>(path: string, item: z.ZodType<T>): Promise<readonly T[]> => {
    const { items } = await kube.list(path, signal);
    return items.map((it) => read(path, item, it));
  };
  const deployment = once(async () => {
    const path = `/apis/apps/v1${namespace}/deployments/${target.name}`;
    return read(path, Deployment, await kube.get(path, signal));
  });
  const pods = once(async () => {
    const selector = encodeURIComponent(selectorText((await deployment()).spec.selector));
    return (await list(`/api/v1${namespace}/pods?labelSelector=${selector}`, Pod)).filter(isActive);
  });
  return { context, deployment, pods, list };
}

/** A pod that has ended, evicted ones among them, takes no room and is replaced: controllers count only the others. */
export const isActive = ({ status }: Pod): boolean => status?.phase !== 'Succeeded' && status?.phase !== 'Failed';

function read<T>(path: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TypeError(`${path.split('?')[0]}: not as expected: ${z.prettifyError(parsed.error)}`);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
