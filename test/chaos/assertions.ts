import assert from 'node:assert/strict';
import type { KillCase, KillResult } from './kill-case.ts';

/** What must be true at the end, wherever the worker died: the same as if nobody had been killed. */
export function assertUnharmed({ scenario }: KillCase, result: KillResult): void {
  const { outcome, deployment, pods } = result;
  const [image] = deployment.spec.template.spec.containers;
  assert.equal(outcome.is, scenario === 'good' ? 'promoted' : 'rolled-back', JSON.stringify(outcome));
  assert.equal(image.image, scenario === 'good' ? 'web:1.1.0' : 'web:1.0.0');
  assert.equal(deployment.status.readyReplicas, pods);
  assert.ok(result.leastReady >= pods, `only ${result.leastReady} of ${pods} pods were ready at some moment`);
  assert.ok(result.mostReady <= pods + 1, `${result.mostReady} pods were ready at once`);
  assert.equal(result.everNew, pods, 'each pod is replaced once');
  assert.equal(result.everOld, scenario === 'good' ? pods : 2 * pods, 'each pod is taken back once');
  assert.equal(deployment.spec.minReadySeconds ?? 0, 0);
  assert.deepEqual(deployment.spec.strategy, {
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
  });
  const left = JSON.stringify([deployment.metadata.annotations, result.replicaSets]).match(/tidegate\.dev\/\w+/g);
  assert.equal(left, null, `left behind: ${String(left)}`);
}
