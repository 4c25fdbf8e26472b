import assert from 'node:assert/strict';
import { amount, asked } from '../../../activities/checks/kubernetes/resources.ts';
import { selects, selectorText } from '../../../activities/checks/kubernetes/selects.ts';

describe('Kubernetes quantities', () => {
  const cases = {
    '1': 1,
    '100m': 0.1,
    '1.5': 1.5,
    '.5': 0.5,
    '1k': 1e3,
    '1Ki': 1024,
    '128Mi': 2 ** 27,
    '1e3': 1e3,
    '2E3': 2e3,
    '1E': 1e18,
    '1Ei': 2 ** 60,
    '5n': 5e-9,
  };
  for (const [text, value] of Object.entries(cases))
    it(`reads ${text}`, () => assert.ok(Math.abs(amount(text) - value) <= 1e-12 * value));
  for (const text of ['', 'lots', '1 Gi', '1gi', '--1', '1.', 'NaN', 'Infinity', '0x10'])
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => amount(text), RangeError));

  it('adds up what a pod asks for: containers and sidecars, or the largest start', () => {
    const cpu = (cpu: string, more: object = {}) => ({ resources: { requests: { cpu } }, ...more });
    const initContainers = [cpu('1', { restartPolicy: 'Always' }), cpu('5')];

    assert.deepEqual(asked({ containers: [cpu('1'), cpu('2')], initContainers, overhead: { cpu: '500m' } }), {
      cpu: 6.5,
      pods: 1,
    });
  });
});

describe('label selectors', () => {
  const selector = {
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'In', values: ['a', 'b'] },
      { key: 'zone', operator: 'NotIn', values: ['x'] },
      { key: 'team', operator: 'Exists' },
      { key: 'old', operator: 'DoesNotExist' },
    ],
  } as const;

  it('select by all of their terms', () => {
    const labels = { app: 'web', tier: 'a', team: 't' };
    const copy = structuredClone(selector) as unknown as Parameters<typeof selects>[0];

    assert.equal(selects(copy, labels), true);
    for (const other of [{ app: 'api' }, { tier: 'c' }, { zone: 'x' }, { old: '1' }])
      assert.equal(selects(copy, { ...labels, ...other }), false, JSON.stringify(other));
    assert.equal(selects(copy, { app: 'web', tier: 'a' }), false);
  });

  it('are written as the API server takes them', () => {
    const copy = structuredClone(selector) as unknown as Parameters<typeof selectorText>[0];

    assert.equal(selectorText(copy), 'app=web,tier in (a,b),zone notin (x),team,!old');
  });
});
