import type { Rollouts, Started } from '../../clients/rollouts.ts';
import type { Approve, Phase, Status } from '../../workflows/messages.ts';
import { eventually } from './eventually.ts';
import type { App, Rig } from './rig.ts';

/** A rollout while it runs, in a person's hands. */
export class Running {
  readonly rig: Rig;
  readonly app: App;
  readonly started: Started;

  constructor(rig: Rig, app: App, started: Started) {
    this.rig = rig;
    this.app = app;
    this.started = started;
  }

  status(): Promise<Status> {
    return statusOf(this.rig, this.started);
  }

  until(what: string, holds: (status: Status) => boolean): Promise<Status> {
    return eventually(what, () => this.status(), holds);
  }

  phase(phase: Phase): Promise<Status> {
    return this.until(`it is ${phase}`, (status) => status.phase === phase);
  }

  /** Waits until this many steps have begun. */
  step(begun: number): Promise<Status> {
    return this.until(`step ${begun} has begun`, (status) => status.begun >= begun);
  }

  /** Waits until the new image has this many Ready pods. */
  candidates(ready: number): Promise<unknown> {
    const { namespace } = this.app;
    const list = async () =>
      (await this.rig.admin.must('GET', `/apis/apps/v1/namespaces/${namespace}/replicasets`)).items as Set[];
    const isNew = (set: Set): boolean => set.metadata.annotations?.['deployment.kubernetes.io/revision'] !== '1';
    return eventually(`${ready} candidates are ready`, list, (sets) =>
      sets.some((set) => isNew(set) && (set.status.readyReplicas ?? 0) >= ready),
    );
  }

  command(update: Command[1], args: Partial<Approve> = {}): Promise<string> {
    const given: Command[2] = { by: 'tester', why: 'a test', ...args };
    return this.rig.rollouts.command(this.app.target, update, given);
  }

  /** Changes the Deployment as somebody else would. */
  async patch(body: object, subresource = ''): Promise<void> {
    const path = `/apis/apps/v1/namespaces/${this.app.namespace}/deployments/${this.app.name}${subresource}`;
    await this.rig.admin.must('PATCH', path, body, 'application/strategic-merge-patch+json');
  }
}

type Command = Parameters<Rollouts['command']>;

interface Set {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly status: { readonly readyReplicas?: number };
}

/** Of this very run, also when a newer one runs. */
export const statusOf = (rig: Rig, { workflowId, runId }: Started): Promise<Status> =>
  rig.client.workflow.getHandle(workflowId, runId).query<Status>('status');
