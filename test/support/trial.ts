import { CancelledFailure } from '@temporalio/common';
import { WorkflowFailedError } from '@temporalio/client';
import type { Started } from '../../clients/rollouts.ts';
import type { Deployment } from '../../activities/kubernetes/types.ts';
import type { Plan } from '../../domain/plan.ts';
import { milliseconds } from '../../domain/scalars.ts';
import type { Report } from '../../domain/report.ts';
import type { RolloutInput } from '../../domain/rollout.ts';
import type { Outcome } from '../../domain/verdict.ts';
import { eventually } from './eventually.ts';
import { checkTimeline } from './observer/check.ts';
import type { Expected, Violation } from './observer/check.ts';
import { orderOf } from './observer/order.ts';
import type { Timeline } from './observer/timeline.ts';
import { anApp, deploymentOf, outcomeOf, reportOf, rolloutOf, start, testRig } from './rig.ts';
import type { App, AppOptions, Rig } from './rig.ts';
import { Running, statusOf } from './running.ts';

/** One rollout on an app of its own, watched from outside. */
export interface Tried {
  readonly replicas?: number;
  readonly app?: AppOptions;
  readonly image?: string;
  readonly spec?: Partial<RolloutInput['spec']>;
  /** What it is held against; the floor is the replicas and the ceiling one more, unless said otherwise. */
  readonly expected?: Partial<Expected>;
  /** Before it starts: what the cluster has beside the app. */
  readonly given?: (rig: Rig, app: App) => Promise<void>;
  /** While it runs: what people and other hands do. */
  readonly meanwhile?: (running: Running) => Promise<void>;
}

export interface Trial {
  readonly app: App;
  readonly started: Started;
  readonly outcome: Outcome;
  readonly because: string;
  readonly plan: Plan | undefined;
  readonly report: Report;
  readonly timeline: Timeline;
  readonly violations: readonly Violation[];
  readonly before: Deployment;
  /** Undefined when it is gone. */
  readonly after: Deployment | undefined;
}

/** Carries out one rollout from start to report, and has the observer's story of it checked. */
export async function trial(tried: Tried): Promise<Trial> {
  const { replicas = 3, image = 'web:1.1.0', spec = {} } = tried;
  const rig = await testRig();
  const app = await anApp(rig, replicas, tried.app);
  await tried.given?.(rig, app);
  const before = await deploymentOf(rig, app);
  await rig.observer.mark(app.namespace, 'begin');
  const started = await start(rig, rolloutOf(app, image, spec));
  const running = new Running(rig, app, started);
  const [outcome] = await Promise.all([endOf(rig, started), tried.meanwhile?.(running)]);
  const report = await eventually(
    'its report',
    () => reportOf(rig, started.rollout),
    () => true,
  );
  const { plan } = await running.status();
  const timeline = await rig.observer.timeline(app.namespace);
  const expected = { ...expectedOf(replicas, image, outcome), ...plannedOf(plan), ...tried.expected };
  return {
    app,
    started,
    outcome,
    because: 'because' in outcome ? outcome.because : '',
    plan,
    report,
    timeline,
    violations: checkTimeline(timeline, expected),
    before,
    after: await deploymentOf(rig, app).catch(() => undefined),
  };
}

const expectedOf = (replicas: number, candidate: string, { is }: Outcome): Expected => ({
  outcome: is === 'promoted' || is === 'rolled-back' || is === 'stranded' ? is : 'other',
  candidate,
  floor: replicas,
  ceiling: replicas + 1,
  service: true,
});

/**
 * The planned order. A tranche leaves it to the controller, and adaptive makes it anew on the way. In windows under
 * 200 ms the controller may not have seen who goes next; the first of those that go before a stand-in comes are the
 * controller's own choice.
 */
function plannedOf(plan: Plan | undefined): Pick<Expected, 'order'> {
  const replaces = (plan?.steps ?? []).flatMap((step) => (step.do.op === 'replace' ? [step.do] : []));
  const [first] = replaces;
  const told = plan !== undefined && milliseconds(plan.envelope.shortestStabilization) >= 200;
  if (
    !told ||
    !first ||
    first.batch.unavailable > 0 ||
    plan.strategy === 'adaptive' ||
    replaces.some(({ tranche }) => tranche)
  )
    return {};
  return { order: orderOf(plan.pods, first.batch) };
}

/** A run that was cancelled in Temporal ends as cancelled; how the rollout ended its own status says. */
async function endOf(rig: Rig, started: Started): Promise<Outcome> {
  try {
    return await outcomeOf(rig, started);
  } catch (error) {
    if (!(error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure)) throw error;
    const { outcome } = await statusOf(rig, started);
    if (!outcome) throw new Error('cancelled without an outcome', { cause: error });
    return outcome;
  }
}

/**
 * Starts many trials at the same time; each test awaits its own. What one trial fails with is the failure of the test
 * that asks for it, and of no other.
 */
export function trials<const T extends Readonly<Record<string, Tried>>>(tried: T) {
  const running = new Map<string, Promise<Trial>>();
  return {
    names: Object.keys(tried) as (keyof T & string)[],
    /** For `before`. */
    start: (): void => {
      for (const [name, one] of Object.entries(tried)) {
        const done = trial(one);
        done.catch(() => undefined); // its test will say
        running.set(name, done);
      }
    },
    of: async (name: keyof T & string): Promise<Trial> => {
      const done = running.get(name);
      if (!done) throw new Error(`${name} was not started`);
      return done;
    },
  };
}
