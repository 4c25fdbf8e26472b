import { CancellationScope, allHandlersFinished, condition, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Judging, Prepared } from '../activities/port.ts';
import { under } from '../domain/epoch.ts';
import type { Action, Step, Watch } from '../domain/plan.ts';
import { StepFailed } from '../domain/verdict.ts';
import type { Verdict } from '../domain/verdict.ts';
import { announce } from './announce.ts';
import type { Desk } from './desk.ts';
import { opOf } from './details.ts';
import type { Effects, Progress } from './interpret.ts';
import type { Journal } from './journal.ts';
import type { Phase, RolloutRequest } from './messages.ts';
import { act, replan, takeBack, watch } from './options.ts';
import { orStepFailed, stepFailed } from './step-failed.ts';

/** A run this long is continued as a new one at the next step, so that any run replays in well under a second. */
const LONGEST_RUN = 700;
/** The server cuts summaries at 400 bytes. */
const SUMMARY = 200;

const ABORT = 'abort TARGET --why REASON';

export interface Setting {
  readonly request: RolloutRequest;
  readonly held: Pick<Prepared, 'ticket' | 'origin'>;
  readonly journal: Journal;
  readonly desk: Desk;
  readonly progress: Progress;
  /** Starts the next run; never returns. */
  readonly goOnAsNew: () => Promise<never>;
}

/** The interpreter's effects, carried out by Temporal. */
export function effectsOf(setting: Setting): Effects {
  const { desk, journal, held, progress } = setting;
  const stepNow = (): Step | undefined => progress.plan.steps[progress.begun - 1];
  const judging = (): Judging => ({ ticket: held.ticket, rules: progress.plan.rules });
  return {
    act: (action, key) =>
      acting(setting, stepNow(), () =>
        act.executeWithOptions(summary(stepNow()), [judging(), originFor(action, setting), action, key]),
      ),
    takeBack: (action, key) =>
      orStepFailed(
        takeBack.executeWithOptions({ summary: 'back to the stable revision' }, [
          under(held.ticket, 'wayBack'),
          held.origin,
          action,
          key,
        ]),
      ),
    watch: (what, key) =>
      watching(setting, stepNow(), what, () => watch.executeWithOptions(summary(stepNow()), [judging(), what, key])),
    replan: (at) =>
      orStepFailed(
        replan.executeWithOptions(summary(stepNow()), [
          { document: setting.request.document, plan: at.plan, ticket: held.ticket, begun: at.begun },
        ]),
      ),
    mayBegin: () => mayBegin(setting),
    onFailure: (step, because, unknown) => onFailure(setting, step, because, unknown),
    shielded: (body) => {
      journal.enter('going-home', desk.stopBecause);
      return CancellationScope.nonCancellable(body);
    },
  };
}

const summary = (step: Step | undefined): { summary: string } => ({
  summary: (step ? `${opOf(step)}: ${step.why}` : '').slice(0, SUMMARY),
});

/** Only where the pace is put back is the origin needed; a template is long and a history is for reading. */
const originFor = (action: Action, { held }: Setting) =>
  action.op === 'replace' && action.stable === 0 ? held.origin : undefined;

async function mayBegin(setting: Setting): Promise<string | undefined> {
  const { desk, journal, progress, goOnAsNew } = setting;
  await desk.until(() => true);
  if (desk.stopBecause === undefined && journal.paused) {
    journal.enter('paused', 'resume');
    await desk.untilResumed();
  }
  if (desk.stopBecause !== undefined) return desk.stopBecause;
  if (workflowInfo().historyLength > LONGEST_RUN) {
    await condition(allHandlersFinished);
    // What a person said while we waited must not be lost between two runs.
    if (desk.stopBecause !== undefined || journal.paused) return mayBegin(setting);
    await goOnAsNew();
  }
  const next = progress.plan.steps[progress.begun];
  journal.enter(phaseOf(next));
  if (next) journal.note(next.why, { step: progress.begun + 1 });
  return undefined;
}

const phaseOf = (step: Step | undefined): Phase =>
  step?.do.op === 'analyse' ? 'monitoring' : step?.do.op === 'promote' ? 'promoting' : 'rolling';

/** A paused tranche is called off and told again: its counts are absolute. */
async function acting(setting: Setting, step: Step | undefined, body: () => Promise<void>): Promise<void> {
  const { desk, journal } = setting;
  journal.show(); // what is shown was written before the step had begun
  for (;;) {
    try {
      return await desk.run(step, body);
    } catch (error) {
      if (!isCancellation(error) || desk.stopBecause !== undefined || !journal.paused) throw stepFailed(error, desk);
    }
    journal.enter('paused', 'resume');
    await desk.untilResumed();
    journal.enter('rolling');
  }
}

async function watching(
  setting: Setting,
  step: Step | undefined,
  what: Watch,
  body: () => Promise<Verdict>,
): Promise<Verdict> {
  const { desk, journal, progress } = setting;
  journal.show(); // what is shown was written before the step had begun
  if (what.op === 'gate' && what.gate === 'approval') return approving(setting, what);
  if (what.op === 'gate' && what.gate === 'window')
    journal.enter('rolling', `gate ${what.name} to pass, within ${what.deadline}; \`promote\` goes on without it`);
  try {
    const verdict = await desk.run(step, body);
    journal.note(verdict.is === 'pass' ? 'passed' : `${verdict.is}: ${verdict.because}`, {
      step: progress.begun,
      evidence: [...verdict.evidence],
    });
    return verdict;
  } catch (error) {
    if (isCancellation(error) && desk.stopBecause === undefined && desk.skipped())
      return {
        is: 'pass',
        evidence: [{ check: 'skipped', verdict: 'warn', detail: 'the rest was skipped by a person' }],
      };
    throw stepFailed(error, desk);
  }
}

async function approving(setting: Setting, wanted: Extract<Watch, { gate: 'approval' }>): Promise<Verdict> {
  const { desk, journal, progress } = setting;
  journal.enter(
    'waiting-approval',
    `approval ${wanted.name}${wanted.by ? ` by ${wanted.by.join(' or ')}` : ''} within ${wanted.deadline}`,
  );
  const because = `approval ${wanted.name} is wanted within ${wanted.deadline}`;
  void announce(setting, { needs: 'approval', because, remedies: [`approve TARGET --gate ${wanted.name}`, ABORT] });
  const given = await desk.approval(wanted);
  if (desk.stopBecause !== undefined) throw new StepFailed(desk.stopBecause);
  if (given)
    return { is: 'pass', evidence: [{ check: wanted.name, verdict: 'pass', detail: `${given.by}: ${given.why}` }] };
  const silence = `nobody approved ${wanted.name} within ${wanted.deadline}`;
  journal.note(silence, { step: progress.begun });
  return { is: 'fail', because: silence, evidence: [{ check: wanted.name, verdict: 'fail', detail: silence }] };
}

async function onFailure(
  setting: Setting,
  step: Step,
  because: string,
  unknown: boolean,
): Promise<'home' | 'retry' | 'go-on'> {
  const { desk, journal, progress } = setting;
  // A verdict has been written down already, with its evidence.
  if (!journal.events.at(-1)?.what.endsWith(because)) journal.note(`failed: ${because}`, { step: progress.begun });
  if (desk.stopBecause !== undefined) return 'home';
  const hold = progress.plan.onFailure === 'hold' || (unknown && progress.plan.rules.onInconclusive.then === 'hold');
  if (!hold) return 'home';
  journal.enter(
    'held',
    `a decision: resume (try again), ${'undo' in step ? '' : 'promote (go on all the same), '}abort. ${because}`,
  );
  const remedies = ['resume TARGET', ...('undo' in step ? [] : ['promote TARGET']), ABORT];
  void announce(setting, { needs: 'decision', because, remedies });
  return desk.decision();
}
