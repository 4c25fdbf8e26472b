import { z } from 'zod';
import { DnsLabel, DnsName } from './scalars.ts';

/** The one workload that a rollout changes. */
export const Target = z
  .strictObject({
    cluster: DnsName.default('default').describe('Context of the kubeconfig; `default` is its current context'),
    namespace: DnsLabel.default('default'),
    kind: z.enum(['Deployment']).default('Deployment'),
    name: DnsName,
    container: DnsLabel.optional().describe('Needed when the pod has more than one container'),
  })
  .meta({ id: 'Target' });
export type Target = z.infer<typeof Target>;

/** `<cluster>/<namespace>/<kind>/<name>`, the same for every rollout of one workload. */
export const targetId = ({ cluster, namespace, kind, name }: Target): string =>
  `${cluster}/${namespace}/${kind.toLowerCase()}/${name}`;

/** The workflow id of a target's rollouts. The id is the lock: one run at a time. */
export const workflowIdOf = (target: Target): string => `target/${targetId(target)}`;

/** Reads `[cluster/]namespace/kind/name` as the command line takes it. Throws ZodError. */
export function parseTarget(text: string): Target {
  const parts = text.split('/');
  const [name, kind = 'deployment', namespace, cluster, ...rest] = parts.toReversed();
  return Target.parse({
    name: rest.length > 0 ? text : name,
    kind: kind.toLowerCase() === 'deployment' ? 'Deployment' : kind,
    ...(namespace && { namespace }),
    ...(cluster && { cluster }),
  });
}
