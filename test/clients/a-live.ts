import { readFileSync } from 'node:fs';
import { parseDocument } from '../../clients/documents/read.ts';
import type { Live } from '../../clients/rollouts.ts';
import type { Status } from '../../workflows/messages.ts';
import { examplePlan } from './example-plan.ts';

const FILE = 'examples/conservative/3-pods.yaml';
export const NOW = Date.parse('2026-03-02T09:05:00.000Z');

/** A rollout of three pods in its third step, unless a test says otherwise. */
export function aLive(status: Partial<Status> = {}, live: Partial<Live> = {}): Live {
  return {
    target: 'default/shop/deployment/web',
    workflowId: 'target/default/shop/deployment/web',
    runId: 'e0e1e2e3-0000-4000-8000-000000000000',
    run: 'RUNNING',
    doing: [],
    ui: 'http://localhost:8233/namespaces/default/workflows/target',
    ...live,
    status: {
      rollout: '0195f6e4-0000-7000-8000-000000000000',
      phase: 'rolling',
      plan: examplePlan(parseDocument(FILE, readFileSync(FILE)).parsed, 3),
      begun: 3,
      startedAt: '2026-03-02T09:00:00.000Z',
      paused: false,
      measurements: [],
      events: [],
      ...status,
    },
  };
}
