import { z } from 'zod';

const Replicas = z.object({ desired: z.number().int(), ready: z.number().int() });
const Measured = z.object({
  check: z.string(),
  value: z.number().optional(),
  limit: z.string().optional(),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'warn']),
  detail: z.string(),
});

/** One thing that happened, in the order it happened. */
export const ReportEvent = z.object({
  at: z.iso.datetime(),
  what: z.string(),
  step: z.number().int().optional(),
  by: z.string().optional(),
  evidence: z.array(Measured).optional(),
});
export type ReportEvent = z.infer<typeof ReportEvent>;

/** What a rollout leaves behind, whatever its outcome. Written once, kept in the record store, sent to notifiers. */
export const Report = z
  .object({
    schema: z.literal('tidegate.dev/report/v1'),
    rollout: z.string().describe('UUIDv7 of the rollout'),
    workflowId: z.string(),
    runId: z.string(),
    target: z.string().describe('cluster/namespace/kind/name'),
    timestamp: z.iso.datetime({ precision: 3 }).describe('When the report was written, UTC'),
    application: z.string(),
    environment: z.string(),
    namespace: z.string(),
    cluster: z.string(),
    strategy: z.string(),
    result: z.enum(['promoted', 'rolled-back', 'halted', 'stranded', 'postponed', 'refused']),
    because: z.string(),
    image: z.string().describe('What was asked for, resolved to a digest where the registry answered'),
    previous_image: z.string().nullable(),
    started_at: z.iso.datetime(),
    duration_seconds: z.number(),
    replicas: Replicas.nullable().describe('null when the cluster could not be read'),
    revision: z.object({ before: z.number().nullable(), after: z.number().nullable() }),
    rollout_history: z.array(z.object({ revision: z.number(), change_cause: z.string().nullable() })).max(5),
    plan_digest: z.string().nullable(),
    baseline: z.record(z.string(), z.number().nullable()),
    pods: z.array(z.object({ order: z.number(), name: z.string(), why: z.string() })),
    approvals: z.array(z.object({ gate: z.string(), by: z.string(), why: z.string(), at: z.iso.datetime() })),
    left: z.array(z.string()).describe('What is still to do by hand; empty unless stranded'),
    events: z.array(ReportEvent),
    requested_by: z.string(),
    rolled_back_from: z
      .string()
      .nullable()
      .default(null)
      .describe('The image a person rejected by asking for this rollback; null for any other rollout'),
    document: z.unknown().describe('The document as the user wrote it; a rollback starts from it'),
  })
  .meta({ id: 'Report' });
export type Report = z.infer<typeof Report>;

/** A report without what makes it long: many fit into one answer. */
export type ReportSummary = Omit<Report, 'events' | 'pods' | 'baseline' | 'document' | 'rollout_history'>;

export function summaryOf(report: Report): ReportSummary {
  const { events: _e, pods: _p, baseline: _b, document: _d, rollout_history: _h, ...summary } = report;
  return summary;
}
