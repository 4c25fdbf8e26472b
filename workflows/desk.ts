import { CancellationScope, condition, isCancellation, setHandler } from '@temporalio/workflow';
import type { Approval, Step } from '../domain/plan.ts';
import type { Duration } from '../domain/scalars.ts';
import type { Journal } from './journal.ts';
import { abort, abortSignal, approve, pause, promote, promoteSignal, resume, status } from './messages.ts';
import type { Approve, Command } from './messages.ts';
import { mayAbort, mayApprove, mayPause, mayPromote, mayResume } from './permits.ts';
import type { Standing } from './permits.ts';

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
  /**
   * While the brake is at work nothing else may happen: what the loop did meanwhile would stand before or after the
   * brake's own marker in the history, as chance has it, and might not replay.
   */
  #braking = false;
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
    setHandler(approve, (c) => this.#approve(c), { validator: (c: Approve) => mayApprove(this.#standing, c) });
    setHandler(promote, (c) => this.#promote(c), { validator: (_: Command) => mayPromote(this.#standing) });
    setHandler(pause, (c) => this.#pause(c), { validator: (_: Command) => mayPause(this.#standing) });
    setHandler(resume, (c) => this.#resume(c), { validator: (_: Command) => mayResume(this.#standing) });
    setHandler(abort, (c) => this.#abort(c), { validator: (_: Command) => mayAbort(this.#standing) });
    setHandler(abortSignal, async (c) => {
      if (this.#possible(mayAbort)) await this.#abort({ ...UI_HAND, ...c });
    });
    setHandler(promoteSignal, (c) => {
      if (this.#possible(mayPromote)) this.#promote({ ...UI_HAND, ...c });
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
      await this.#braked();
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
    const done = (): boolean => !this.#braking && (met() || this.#stop !== undefined);
    try {
      if (timeout === undefined) await condition(done);
      else return await condition(done, timeout);
    } catch (error) {
      if (!isCancellation(error)) throw error;
      this.stop('cancelled in Temporal');
    } finally {
      await this.#braked();
    }
    return true;
  }

  #braked(): Promise<void> {
    return CancellationScope.nonCancellable(() => condition(() => !this.#braking));
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

  #promote({ by, why }: Command): string {
    if (this.#journal.phase === 'held') this.#decision = 'go-on';
    else {
      this.#skip = true;
      this.#current?.scope.cancel();
    }
    this.#journal.note(`told to go on: ${why}`, { by });
    return 'going on';
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

  async #abort({ by, why }: Command): Promise<string> {
    this.#journal.note(`aborted: ${why}`, { by });
    this.#stop ??= `aborted by ${by}: ${why}`;
    this.#braking = true;
    try {
      await this.#brake();
    } finally {
      this.#braking = false;
    }
    this.#current?.scope.cancel(); // what still runs is fenced already
    return 'going home';
  }

  get #standing(): Standing {
    const { phase, paused, progress } = this.#journal;
    const running = this.#current?.step;
    return { phase, paused, progress, stopBecause: this.#stop, awaited: this.#awaited, running };
  }

  #possible(may: (standing: Standing) => void): boolean {
    try {
      may(this.#standing);
      return true;
    } catch (error) {
      this.#journal.note(`signal ignored: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }
}
