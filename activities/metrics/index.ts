import type { MetricSource } from '../../domain/checks/metric.ts';
import type { OutboundPolicy } from '../outbound.ts';
import { httpProvider } from './http.ts';
import type { MetricProvider, MetricReader } from './port.ts';
import { prometheusProvider } from './prometheus.ts';

export interface MetricsOptions {
  /** Where queries go that name no server of their own (S0-154: optional). */
  readonly prometheusUrl?: string | undefined;
  /** @default ALLOW_ALL */
  readonly policy?: OutboundPolicy | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Every kind of metric source there is. A new kind is one line here, one in `domain/checks/metric.ts`, and one file. */
const PROVIDERS = {
  prometheus: ({ prometheusUrl, ...rest }: MetricsOptions) => prometheusProvider({ ...rest, server: prometheusUrl }),
  http: httpProvider,
} as const satisfies { [K in MetricSource['kind']]: (options: MetricsOptions) => MetricProvider<K> };

/** Reads numbers from every kind of source. */
export function createMetrics(options: MetricsOptions): MetricReader {
  const providers = { prometheus: PROVIDERS.prometheus(options), http: PROVIDERS.http(options) };
  return {
    read(source, scope, signal) {
      // The registry pairs each kind with its own source; TypeScript cannot follow the pairing through an index.
      const provider = providers[source.kind] as MetricProvider;
      return provider.read(source, scope, signal);
    },
    readPerPod: (query, scope, signal) => providers.prometheus.readPerPod(query, scope, signal),
  };
}
