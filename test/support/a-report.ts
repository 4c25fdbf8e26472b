import type { Report } from '../../domain/report.ts';

/** A report of a rollout that was rolled back; a test states only what matters to it. */
export function aReport(overrides: Partial<Report> = {}): Report {
  return {
    schema: 'tidegate.dev/report/v1',
    rollout: '01980000-0000-7000-8000-000000000001',
    workflowId: 'target/prod/trading/Deployment/orders',
    runId: '5f0f6f2c-3a4e-4f5e-9b0a-2f6f1a3b9c1d',
    target: 'prod/trading/Deployment/orders',
    timestamp: '2026-03-04T05:06:07.089Z',
    application: 'orders',
    environment: 'production',
    namespace: 'trading',
    cluster: 'prod',
    strategy: 'conservative',
    result: 'rolled-back',
    because: 'gate finalValidation failed: error-rate is 0.07, expected at most 0.01',
    image: 'registry.example.com/orders@sha256:2222',
    previous_image: 'registry.example.com/orders@sha256:1111',
    started_at: '2026-03-04T05:00:00Z',
    duration_seconds: 367.089,
    replicas: { desired: 3, ready: 3 },
    revision: { before: 7, after: 9 },
    rollout_history: [
      { revision: 7, change_cause: 'orders 3.1.0' },
      { revision: 8, change_cause: null },
    ],
    plan_digest: 'sha256:abcd',
    baseline: { 'error-rate': 0.001, 'order-latency': null },
    pods: [{ order: 1, name: 'orders-7d9c-x2x4q', why: 'worst performer first' }],
    approvals: [{ gate: 'before production', by: 'ada', why: 'reviewed', at: '2026-03-04T05:01:00Z' }],
    left: [],
    events: [
      { at: '2026-03-04T05:00:00Z', what: 'locked' },
      {
        at: '2026-03-04T05:05:00Z',
        what: 'gate finalValidation failed',
        step: 4,
        evidence: [{ check: 'error-rate', value: 0.07, limit: '<= 0.01', verdict: 'fail', detail: 'mean over 60s' }],
      },
    ],
    requested_by: 'ada',
    rolled_back_from: null,
    document: { apiVersion: 'tidegate.dev/v1', kind: 'Rollout', metadata: { name: 'orders' } },
    ...overrides,
  };
}

/** A report of its own rollout and time; a later `turn` is a later report. */
export function aReportNo(turn: number, overrides: Partial<Report> = {}): Report {
  const rollout = `01980000-0000-7000-8000-${turn.toString(16).padStart(12, '0')}`;
  const timestamp = new Date(Date.UTC(2026, 2, 4) + turn * 1_001).toISOString();
  return aReport({ rollout, timestamp, ...overrides });
}
