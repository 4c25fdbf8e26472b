import { ActivityFailure, CancellationScope, workflowInfo } from '@temporalio/workflow';
import type { Notice } from '../domain/notice.ts';
import type { Setting } from './effects.ts';
import { tell } from './options.ts';

/**
 * Calls for a person while the rollout waits for one. Nobody waits for the delivery: a decision that is taken
 * meanwhile counts at once, and a notifier that is down changes nothing.
 */
export async function announce(
  { request, journal, progress }: Setting,
  { needs, because, remedies }: Pick<Notice, 'needs' | 'because'> & { readonly remedies: readonly string[] },
): Promise<void> {
  const { plan, begun } = progress;
  const target = workflowInfo().workflowId.replace(/^target\//, '');
  const notice: Notice = {
    schema: 'tidegate.dev/notice/v1',
    rollout: request.rollout,
    step: begun,
    needs,
    target,
    application: plan.application,
    image: plan.to.image,
    because,
    remedies: remedies.map((command) => `tidegate ${command.replace('TARGET', target)}`),
    at: new Date().toISOString(),
  };
  try {
    const told = await CancellationScope.nonCancellable(() => tell(notice));
    for (const one of told)
      if (!one.ok) journal.note(`${one.name} could not be told: ${one.error ?? 'no reason given'}`);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    journal.note(`nobody could be told: ${error.cause?.message ?? error.message}`);
  }
}
