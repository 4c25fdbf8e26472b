import type { MetricSource } from '../../domain/checks/metric.ts';

/** What placeholders in a query stand for. */
export interface Scope {
  readonly namespace: string;
  readonly name: string;
  /** Names of the pods the number is about. */
  readonly pods: readonly string[];
}

/** One number, or why there is none. Never throws for what a provider answers: not knowing is data. */
export type Reading =
  | {
      readonly known: true;
      readonly value: number;
      /** ISO 8601, of the newest sample. */
      readonly at: string;
      /** What the provider warned of, such as a partial answer. */
      readonly notes?: readonly string[];
    }
  | Unknown;

export interface Unknown {
  readonly known: false;
  /** `no-data`: empty, NaN, Inf or stale. `ambiguous`: several series. `unreachable`: error, timeout, bad answer. */
  readonly why: 'no-data' | 'ambiguous' | 'unreachable';
  readonly detail: string;
}

export type SourceOf<K extends MetricSource['kind']> = Extract<MetricSource, { kind: K }>;

/** Reads one kind of metric source. */
export interface MetricProvider<K extends MetricSource['kind'] = MetricSource['kind']> {
  read(source: SourceOf<K>, scope: Scope, signal: AbortSignal): Promise<Reading>;
  /** One number per pod name, for sources that can; used to rank pods. Pods without exactly one number are left out. */
  readPerPod?(query: string, scope: Scope, signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
}

/** Reads every kind of metric source. */
export interface MetricReader {
  read(source: MetricSource, scope: Scope, signal: AbortSignal): Promise<Reading>;
  /** By PromQL, of the worker's own Prometheus; empty when it does not answer. */
  readPerPod(query: string, scope: Scope, signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
}
