import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fillPlaceholders } from '../../../domain/checks/placeholders.ts';
import { MetricSource } from '../../../domain/checks/metric.ts';

const names = { namespace: 'prod', name: 'web.v2', pods: ['web.v2-1', 'web.v2-2'] };

describe('placeholders', () => {
  it('fills in names as they are, and pods as one regular expression', () => {
    const filled = fillPlaceholders('up{ns="{{namespace}}",app="{{ name }}",pod=~"{{pods}}"}', names);

    assert.deepEqual(filled, { filled: true, query: 'up{ns="prod",app="web.v2",pod=~"web[.]v2-1|web[.]v2-2"}' });
  });

  it('leaves a query without placeholders alone', () => {
    const query = 'sum by (pod) (rate(x{a=~"b{2}|c{{1}}"}[5m]))'.replace('{{1}}', '{1}');

    assert.deepEqual(fillPlaceholders(query, { ...names, pods: [] }), { filled: true, query });
  });

  it('given no pods, does not fill in {{pods}}: an empty expression matches what has no pod', () => {
    assert.deepEqual(fillPlaceholders('up{pod=~"{{pods}}"}', { ...names, pods: [] }), {
      filled: false,
      why: 'there are no pods to ask about',
    });
  });

  it('given an unknown placeholder, lists the known', () => {
    const why = 'unknown placeholder {{pod}}, {{}}; known: {{namespace}}, {{name}}, {{pods}}';

    assert.deepEqual(fillPlaceholders('{{pod}} {{}} {{name}}', names), { filled: false, why });
  });

  it('given an unknown placeholder, refuses the document and says so', () => {
    const { error } = MetricSource.safeParse({ prometheus: { query: 'up{a="{{nmae}}"}' } });

    assert.match(String(error?.issues[0]?.message), /unknown placeholder \{\{nmae\}\}; known: \{\{namespace\}\}/);
  });

  const attacks = ['a"} or vector(0) #', 'a"', '', 'A', 'a b', 'a\n', 'a|.*', '$&', '{{name}}', 'a\\'];
  for (const attack of attacks)
    it(`given ${JSON.stringify(attack)} for a name, asks nothing`, () => {
      for (const scope of [
        { ...names, namespace: attack },
        { ...names, name: attack },
        { ...names, pods: ['ok', attack] },
      ])
        assert.equal(fillPlaceholders('up{a="{{name}}"}', scope).filled, false);
    });

  it('never lets a value break out of its quotes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.array(fc.string(), { minLength: 1 }), (namespace, name, pods) => {
        const filled = fillPlaceholders('a{b="{{namespace}}{{name}}{{pods}}"}', { namespace, name, pods });
        if (filled.filled) assert.match(filled.query, /^a\{b="[a-z0-9.[\]|-]*"\}$/);
      }),
    );
  });

  it('matches exactly the pods that were named', () => {
    const filled = fillPlaceholders('{{pods}}', { ...names, pods: ['web.v2-1', 'api-1'] });
    const anchored = new RegExp(`^(?:${filled.filled ? filled.query : ''})$`);

    assert.deepEqual(
      ['web.v2-1', 'api-1', 'webxv2-1', 'web.v2-11', 'x-api-1'].map((pod) => anchored.test(pod)),
      [true, true, false, false, false],
    );
  });
});
