import assert from 'node:assert/strict';
import { parseJsonPath, valueAt } from '../../../domain/checks/json-path.ts';

const document = { a: { 'b-c': [{ d: 1 }, { d: 2 }] }, 'p95 ms': 3, '': 4 };

describe('JSON path', () => {
  const found: readonly (readonly [string, unknown])[] = [
    ['$', document],
    ['$.a.b-c[1].d', 2],
    ["$['p95 ms']", 3],
    ['$.a.b-c[2].d', undefined],
    ['$.a.b-c.d', undefined],
    ['$.a[0]', undefined],
    ['$.constructor.name', undefined],
    ['$.__proto__', undefined],
    ['$.a.b-c.length', undefined],
  ];
  for (const [path, value] of found)
    it(`given ${path}, finds ${JSON.stringify(value)}`, () =>
      assert.deepEqual(valueAt(document, parseJsonPath(path) ?? []), value));

  for (const text of ['', 'a.b', '$a', '$.', '$..a', '$.a[*]', '$.a[-1]', '$.a[?(@.d)]', '$.a[0:1]', "$['a", '$.a b'])
    it(`given ${JSON.stringify(text)}, is not a path to one value`, () => assert.equal(parseJsonPath(text), undefined));
});
