import type { CheckOf } from '../../../domain/checks/check.ts';
import type { Measurement } from '../../../domain/verdict.ts';
import { Quota } from './objects.ts';
import type { Answer, Reads } from './reads.ts';
import { amounts, asked } from './resources.ts';
import type { Amounts } from './resources.ts';
import { podSpec, surgeOf } from './schedulable.ts';

/** Whether the namespace's quotas leave room for the surge: the controller could not make its pods otherwise (D0-25). */
export async function quota(_check: CheckOf<'kubernetes'>, reads: Reads): Promise<Answer> {
  const surge = surgeOf(reads);
  if (surge === 0) return { verdict: 'pass', detail: 'no further pod has to be made' };
  const [spec, quotas] = await Promise.all([
    podSpec(reads),
    reads.list(`/api/v1/namespaces/${reads.context.target.namespace}/resourcequotas`, Quota),
  ]);
  const need = countedByQuota(asked(spec), asked(spec, 'limits'));
  const troubles = quotas.flatMap((it) => troublesOf(it, need, surge));
  const limit = `room for ${surge} more pods`;
  const detail = (verdict: Measurement['verdict']): string =>
    troubles
      .filter((trouble) => trouble.verdict === verdict)
      .map(({ text }) => text)
      .join('; ');
  if (troubles.some(({ verdict }) => verdict === 'fail')) return { limit, verdict: 'fail', detail: detail('fail') };
  if (troubles.length > 0) return { limit, verdict: 'inconclusive', detail: detail('inconclusive') };
  return { limit, verdict: 'pass', detail: quotas.length === 0 ? 'no quota' : `${quotas.length} quotas have room` };
}

interface Trouble {
  readonly verdict: 'fail' | 'inconclusive';
  readonly text: string;
}

function troublesOf({ metadata: { name }, spec, status }: Quota, need: Amounts, surge: number): readonly Trouble[] {
  if (status?.hard === undefined || status.used === undefined)
    return [{ verdict: 'inconclusive', text: `quota ${name} has no status yet` }];
  const [hard, used] = [amounts(status.hard), amounts(status.used)];
  // Whether a scoped quota is about these pods depends on priority classes and quality of service.
  const scoped = (spec?.scopes ?? []).length > 0 || spec?.scopeSelector !== undefined;
  return Object.entries(hard).flatMap(([resource, most]): Trouble[] => {
    const each = need[resource];
    if (each === undefined) {
      if (!MUST_BE_STATED.test(resource)) return [];
      return [{ verdict: 'inconclusive', text: `quota ${name} counts ${resource}, of which the pods state nothing` }];
    }
    const left = most - (used[resource] ?? 0);
    if (surge * each <= left * (1 + 1e-9)) return [];
    const text = `quota ${name} has ${left} ${resource} left, ${surge} pods need ${surge * each}`;
    return [{ verdict: scoped ? 'inconclusive' : 'fail', text }];
  });
}

/** Under a quota on these, pods that state nothing are refused; other resources then count as none. */
const MUST_BE_STATED = /^((requests|limits)\.)?(cpu|memory)$/;

/** The names under which quotas count: `cpu` and `requests.cpu` are the same (kubernetes, "Resource Quotas"). */
function countedByQuota({ pods = 1, ...requests }: Amounts, { pods: _, ...limits }: Amounts): Amounts {
  const prefixed = (prefix: string, of: Amounts): Amounts =>
    Object.fromEntries(Object.entries(of).map(([name, each]) => [`${prefix}.${name}`, each]));
  return { ...requests, ...prefixed('requests', requests), ...prefixed('limits', limits), pods, 'count/pods': pods };
}
