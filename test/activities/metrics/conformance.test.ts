import { httpProvider } from '../../../activities/metrics/http.ts';
import { prometheusProvider } from '../../../activities/metrics/prometheus.ts';
import { metricProviderConforms } from '../../conformance/metric-provider.ts';

const now = (): number => Date.now() / 1000;
const answer = (data: unknown): string => JSON.stringify({ status: 'success', data });
const vector = (...values: readonly (readonly [number, string])[]): string =>
  answer({ resultType: 'vector', result: values.map((value, i) => ({ metric: { pod: `web-${i}` }, value })) });

metricProviderConforms('prometheus', {
  provider: prometheusProvider({}),
  source: (server) => ({
    kind: 'prometheus',
    query: 'sum(up{pod=~"{{pods}}"})',
    server,
    staleAfter: '2m',
    timeout: '400ms',
  }),
  good: () => vector([now(), '42.5']),
  unusable: {
    'no series': { body: () => vector(), why: 'no-data' },
    NaN: { body: () => vector([now(), 'NaN']), why: 'no-data' },
    'plus infinity': { body: () => vector([now(), '+Inf']), why: 'no-data' },
    'minus infinity': { body: () => vector([now(), '-Inf']), why: 'no-data' },
    'a sample of five minutes ago': { body: () => vector([now() - 300, '42.5']), why: 'no-data' },
    'a sample of the future': { body: () => vector([now() + 300, '42.5']), why: 'no-data' },
    'two series': { body: () => vector([now(), '42.5'], [now(), '42.5']), why: 'ambiguous' },
    'an empty number': { body: () => vector([now(), '']), why: 'no-data' },
    'a text': { body: () => answer({ resultType: 'string', result: [now(), '42.5'] }), why: 'no-data' },
    'a native histogram': {
      body: () => answer({ resultType: 'vector', result: [{ metric: {}, histogram: [now(), {}] }] }),
      why: 'no-data',
    },
    'a series without samples': {
      body: () => answer({ resultType: 'matrix', result: [{ metric: {}, values: [] }] }),
      why: 'no-data',
    },
  },
});

metricProviderConforms('http, a number in JSON', {
  provider: httpProvider(),
  source: (url) => ({
    kind: 'http',
    url,
    method: 'GET',
    value: { json: '$.queue.depth[0]' },
    samples: 1,
    timeout: '400ms',
  }),
  good: () => '{"queue":{"depth":[42.5]}}',
  unusable: {
    'nothing at the path': { body: () => '{"queue":{}}', why: 'no-data' },
    'an empty document': { body: () => '{}', why: 'no-data' },
    null: { body: () => '{"queue":{"depth":[null]}}', why: 'no-data' },
    'a number in quotes': { body: () => '{"queue":{"depth":["42.5"]}}', why: 'no-data' },
    'the text NaN': { body: () => '{"queue":{"depth":["NaN"]}}', why: 'no-data' },
    'a number that overflows': { body: () => '{"queue":{"depth":[1e999]}}', why: 'no-data' },
    'a list': { body: () => '{"queue":{"depth":[[42.5, 1]]}}', why: 'no-data' },
    'a truth value': { body: () => '{"queue":{"depth":[true]}}', why: 'no-data' },
  },
});
