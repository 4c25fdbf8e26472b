import type { Client, WorkflowExecutionDescription, WorkflowExecutionStatusName } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { Target, targetId, workflowIdOf } from '../domain/target.ts';
import { INQUIRY_WORKFLOW, RECOVER_WORKFLOW } from '../workflows/inquiry-messages.ts';
import type { Answers, Question, RecoverRequest } from '../workflows/inquiry-messages.ts';
import { ROLLOUT_WORKFLOW, status, TASK_QUEUE, TASK_TIMEOUT } from '../workflows/messages.ts';
import type { RolloutRequest, Status } from '../workflows/messages.ts';
import type { Commands } from './commands.ts';
import { ClientFailure } from './failure.ts';
import { alreadyRunning, clientFailure } from './failures-of.ts';
import { listRuns } from './listing.ts';
import type { Listed, ListOptions } from './listing.ts';
import { Patience } from './patience.ts';
import { doingNow } from './pending.ts';
import { newRolloutId } from './rollout-id.ts';
import { addressOfRun } from './temporal-ui.ts';

export interface Started {
  readonly rollout: string;
  readonly target: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly ui?: string;
}

/** A rollout as it is now. */
export interface Live {
  readonly target: string;
  readonly workflowId: string;
  readonly runId: string;
  /** Temporal's word on the run: a run may be gone without an outcome, when somebody terminated it. */
  readonly run: WorkflowExecutionStatusName;
  readonly status: Status;
  /** What its activities are doing, in words. */
  readonly doing: readonly string[];
  readonly ui?: string;
}

const INQUIRY_TIMEOUT = '2m';
const QUEUE = { taskQueue: TASK_QUEUE, workflowTaskTimeout: TASK_TIMEOUT } as const;

/** Everything a client can ask and order, over Temporal alone. Every method throws ClientFailure. */
export class Rollouts {
  readonly #client: Client;
  readonly #patience: Patience;
  readonly #uiUrl: string | undefined;
  constructor(client: Client, { address, uiUrl }: { readonly address: string; readonly uiUrl: string | undefined }) {
    this.#client = client;
    this.#patience = new Patience(client, address);
    this.#uiUrl = uiUrl;
  }

  /** Starts a rollout; the target's lock is the workflow id, so that a second one is refused by the server. */
  async start(request: RolloutRequest): Promise<Started> {
    const { image } = request.document.spec.revision;
    const target = Target.parse(request.document.spec.target);
    const workflowId = workflowIdOf(target);
    try {
      const handle = await this.#patience.call(() =>
        this.#client.workflow.start(ROLLOUT_WORKFLOW, {
          workflowId,
          taskQueue: TASK_QUEUE,
          workflowTaskTimeout: TASK_TIMEOUT,
          args: [request],
          workflowIdConflictPolicy: 'FAIL',
          staticSummary: `${targetId(target)} to ${image}`.slice(0, 200),
          memo: { rollout: request.rollout, image, requestedBy: request.by },
        }),
      );
      const { firstExecutionRunId: runId } = handle;
      return { rollout: request.rollout, target: targetId(target), workflowId, runId, ...this.#ui(workflowId, runId) };
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) throw await this.#held(target, error);
      throw clientFailure(error, `start a rollout of ${targetId(target)}`);
    }
  }

  /** Gives a command to the running rollout of a target; resolves with its answer once it is done. */
  async command<K extends keyof Commands>(target: Target, update: K, args: Commands[K]): Promise<string> {
    const handle = this.#client.workflow.getHandle(workflowIdOf(target));
    const what = `${update} ${targetId(target)}`;
    try {
      return await this.#patience.answer(what, handle.executeUpdate<string, [Commands[K]]>(update, { args: [args] }));
    } catch (error) {
      const failure = clientFailure(error, what);
      if (failure.code !== 'no-rollout') throw failure;
      throw new ClientFailure('not-running', `${what}: no rollout of it is running`, { cause: error });
    }
  }

  /** The newest rollout of a target, running or not. */
  async status(target: Target): Promise<Live> {
    const workflowId = workflowIdOf(target);
    const what = `read the rollout of ${targetId(target)}`;
    const handle = this.#client.workflow.getHandle(workflowId);
    try {
      const description = await this.#patience.call(() => handle.describe());
      this.#assertRollout(description, target);
      const { runId } = description;
      const newest = await this.#patience.answer(what, handle.query(status));
      const run = description.status.name;
      const doing = doingNow(description);
      return {
        target: targetId(target),
        workflowId,
        runId,
        run,
        status: newest,
        doing,
        ...this.#ui(workflowId, runId),
      };
    } catch (error) {
      throw clientFailure(error, what);
    }
  }

  /** Rollouts, the newest first. */
  async list(options: ListOptions): Promise<readonly Listed[]> {
    try {
      return await this.#patience.call(() => listRuns(this.#client, options));
    } catch (error) {
      throw clientFailure(error, 'list the rollouts');
    }
  }

  /** Asks something that changes nothing; a worker answers, so that clients need no cluster and no database. */
  async ask<const Q extends Question>(question: Q): Promise<Answers[Q['ask']]> {
    const workflowId = `inquiry/${question.ask}/${newRolloutId()}`;
    const what = `ask for the ${question.ask}`;
    try {
      const handle = await this.#patience.call(() =>
        this.#client.workflow.start(INQUIRY_WORKFLOW, {
          workflowId,
          ...QUEUE,
          args: [question],
          // Nobody asks twice for an old answer: without a worker the question goes away by itself.
          workflowExecutionTimeout: INQUIRY_TIMEOUT,
        }),
      );
      // The workflow's contract: its result is the answer of the question's own name.
      return (await this.#patience.answer(what, handle.result())) as Answers[Q['ask']];
    } catch (error) {
      throw clientFailure(error, what);
    }
  }

  /** Frees a target whose run is gone; resolves when that is done, however long it takes. */
  async recover(request: RecoverRequest): Promise<unknown> {
    const { target } = request;
    try {
      const handle = await this.#patience.call(() =>
        this.#client.workflow.start(RECOVER_WORKFLOW, {
          workflowId: workflowIdOf(target),
          taskQueue: TASK_QUEUE,
          workflowTaskTimeout: TASK_TIMEOUT,
          args: [request],
          workflowIdConflictPolicy: 'FAIL',
          staticSummary: `recover ${targetId(target)}: ${request.way}`,
        }),
      );
      return await this.#patience.answer(`recover ${targetId(target)}`, handle.result(), Number.POSITIVE_INFINITY);
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) throw await this.#held(target, error);
      throw clientFailure(error, `recover ${targetId(target)}`);
    }
  }

  /** Address of a run in Temporal's web UI; undefined where nobody has said where that is. */
  uiAddress(workflowId: string, runId?: string): string | undefined {
    return addressOfRun(this.#uiUrl, this.#client.options.namespace, workflowId, runId);
  }

  close(): Promise<void> {
    return this.#patience.close();
  }

  #ui(workflowId: string, runId: string): { readonly ui?: string } {
    const ui = this.uiAddress(workflowId, runId);
    return ui === undefined ? {} : { ui };
  }

  #assertRollout({ type }: WorkflowExecutionDescription, target: Target): void {
    if (type === ROLLOUT_WORKFLOW) return;
    const remedy = 'See `tidegate history` for how its rollouts ended.';
    throw new ClientFailure('no-rollout', `the newest run of ${targetId(target)} is a ${type}, not a rollout`, {
      remedy,
    });
  }

  async #held(target: Target, cause: unknown): Promise<ClientFailure> {
    const handle = this.#client.workflow.getHandle(workflowIdOf(target));
    return alreadyRunning(targetId(target), await handle.describe().catch(() => undefined), cause);
  }
}
