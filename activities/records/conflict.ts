/** Another report is already kept under this rollout's id. Trying again cannot help: reports are never changed. */
export class RecordConflict extends Error {
  override readonly name = 'RecordConflict';
  readonly rollout: string;
  constructor(rollout: string, kept: string, given: string) {
    super(`report ${rollout}: ${kept} is kept, a different one (${given}) cannot replace it`);
    this.rollout = rollout;
  }
}
