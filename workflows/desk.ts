import { CancellationScope, condition, isCancellation, setHandler } from '@temporalio/workflow';
import { isPivot } from '../domain/plan.ts';
import type { Approval, Step } from '../domain/plan.ts';
import type { Duration } from '../domain/scalars.ts';
import type { Journal } from './journal.ts';
import { abort, abortSignal, approve, pause, promote, promoteSignal, resume, status } from './messages.ts';
import type { Approve, Command } from './messages.ts';

export interface Approved extends Approve {
  readonly at: string;
}

const UI_HAND: Command = { by: 'a hand in Temporal (unverified)', why: 'signal' };

/**
 * Takes the commands of people and keeps what they decided. Validators are synchronous and change nothing; handlers
 * only write down, so that what happens next is decided in one place, the interpreter's loop.
 */
export class Desk {
  readonly #journal: Journal;
  readonly #brake: () => Promise<void>;
  readonly approvals: Approved[];
  #stop: string | undefined;
  #decision: 'retry' | 'go-on' | undefined;
  #skip = false;
  #awaited: Approval | undefined;
  /** What runs now, and can be called off. */
  #current: { scope: CancellationScope; step: Step | undefined } | undefined;

  constructor(journal: Journal, approvals: readonly Approved[], brake: () => Promise<void>) {
    this.#journal = journal;
    this.approvals = [...approvals];
    this.#brake = brake;
  }

  get stopBecause(): string | undefined {
    return this.#stop;
  }

  /** Registers every handler; call it before the first await. */
  listen(): void {
    setHandler(status, () => this.#journal.status());
    setHandler(approve, (c) => this.#approve(c), { validator: (c) => this.#mayApprove(c) });
    setHandler(promote, (c) => this.#promote(c), { validator: (_) => this.#mayPromote() });
    setHandler(pause, (c) => this.#pause(c), { validator: (_) => this.#assertOpen('pause') });
    setHandler(resume, (c) => this.#resume(c), { validator: (_) => this.#mayResume() });
    setHandler(abort, (c) => this.#abort(c), { validator: (_) => this.#mayAbort() });
    setHandler(abortSignal, async (c) => {
      if (this.#possible(() => this.#mayAbort())) await this.#abort({ ...UI_HAND, ...c });
    });
    setHandler(promoteSignal, (c) => {
      if (this.#possible(() => this.#mayPromote())) this.#promote({ ...UI_HAND, ...c });
    });
  }

  /** Stops the way forward, for a reason no person gave. */
  stop(because: string): void {
    this.#stop ??= because;
    this.#current?.scope.cancel();
  }

  /** Runs a step so that a command can call it off. */
  async run<T>(step: Step | undefined, body: () => Promise<T>): Promise<T> {
    const scope = new CancellationScope();
    this.#current = { scope, step };
    try {
      return await scope.run(body);
    } finally {
      this.#current = undefined;
    }
  }

  /** Whether the step that was just called off was skipped by a person; asked once. */
  skipped(): boolean {
    const skipped = this.#skip;
    this.#skip = false;
    return skipped;
  }

  /** Waits for something, a stop, or the time to be up (false). */
  async until(met: () => boolean, timeout?: Duration): Promise<boolean> {
    const done = (): boolean => met() || this.#stop !== undefined;
    try {
      if (timeout === undefined) await condition(done);
      else return await condition(done, timeout);
    } catch (error) {
      if (!isCancellation(error)) throw error;
      this.stop('cancelled in Temporal');
    }
    return true;
  }

  async untilResumed(): Promise<void> {
    await this.until(() => !this.#journal.paused);
  }

  /** Waits until somebody agrees, the deadline passes, or the rollout stops. */
  async approval(wanted: Approval): Promise<Approved | undefined> {
    this.#awaited = wanted;
    const found = (): Approved | undefined => this.approvals.find(({ gate }) => gate === wanted.name);
    await this.until(() => found() !== undefined, wanted.deadline);
    this.#awaited = undefined;
    return found();
  }

  /** Waits for a person to say what a failed step means. */
  async decision(): Promise<'home' | 'retry' | 'go-on'> {
    this.#decision = undefined;
    await this.until(() => this.#decision !== undefined);
    return this.#stop === undefined ? (this.#decision ?? 'home') : 'home';
  }

  #approve(command: Approve): string {
    const { gate, by, why } = command;
    this.approvals.push({ ...command, at: new Date().toISOString() });
    this.#journal.note(`approved ${gate}: ${why}`, { by });
    return `${gate} approved`;
  }

  #mayApprove({ gate, by, plan }: Approve): void {
    this.#assertOpen('approve');
    const wanted = this.#awaited;
    if (wanted?.name !== gate)
      throw new Error(`nobody waits for ${gate} now${wanted ? `; ${wanted.name} is waited for` : ''}`);
    if (wanted.by && !wanted.by.includes(by)) throw new Error(`${by} may not approve ${gate}; ${wanted.by.join(', ')} may`);
    const digest = this.#journal.progress?.plan.digest;
    if (plan !== undefined && plan !== digest) throw new Error(`the plan is ${digest ?? 'not made'}, not ${plan}: read it again`);
  }

  #promote({ by, why }: Command): string {
    if (this.#journal.phase === 'held') this.#decision = 'go-on';
    else {
      this.#skip = true;
      this.#current?.scope.cancel();
    }
    this.#journal.note(`told to go on: ${why}`, { by });
    return 'going on';
  }

  #mayPromote(): void {
    this.#assertOpen('promote');
    const step = this.#journal.progress?.plan.steps[this.#journal.progress.begun - 1];
    const judges = step !== undefined && !('undo' in step);
    if (this.#journal.phase === 'held' && judges) return;
    if (step?.do.op === 'analyse' && this.#current?.step === step) return;
    throw new Error(`nothing can be skipped now: ${step ? step.why : 'no step runs'}`);
  }

  #pause({ by, why }: Command): string {
    this.#journal.paused = true;
    this.#journal.note(`paused: ${why}`, { by });
    // A tranche stops between two pods; what it is told is absolute, so it is simply told again later.
    const what = this.#current?.step?.do;
    if (what?.op === 'replace' && what.tranche) this.#current?.scope.cancel();
    return 'paused; the present step is finished first';
  }

  #resume({ by, why }: Command): string {
    if (this.#journal.phase === 'held') this.#decision = 'retry';
    this.#journal.paused = false;
    this.#journal.note(`resumed: ${why}`, { by });
    return 'going on';
  }

  #mayResume(): void {
    this.#assertOpen('resume');
    if (!this.#journal.paused && this.#journal.phase !== 'held') throw new Error('it is neither paused nor held');
  }

  async #abort({ by, why }: Command): Promise<string> {
    this.#journal.note(`aborted: ${why}`, { by });
    this.stop(`aborted by ${by}: ${why}`);
    await this.#brake();
    return 'going home';
  }

  #mayAbort(): void {
    this.#assertOpen('abort');
    const { progress } = this.#journal;
    if (progress?.plan.steps.slice(0, progress.begun).some(isPivot)) throw new Error('it is being promoted; roll it back afterwards');
    if (this.#stop !== undefined) throw new Error(`it is already going home: ${this.#stop}`);
  }

  #assertOpen(what: string): void {
    const { phase } = this.#journal;
    if (phase === 'ended' || phase === 'going-home') throw new Error(`cannot ${what}: the rollout is ${phase}`);
  }

  #possible(validator: () => void): boolean {
    try {
      validator();
      return true;
    } catch (error) {
      this.#journal.note(`signal ignored: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }
}
