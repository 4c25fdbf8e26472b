import assert from 'node:assert/strict';
import { parseImage } from '../../../activities/registry/image.ts';

const D = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('image references', () => {
  const table: readonly (readonly [string, object])[] = [
    ['web', { registry: 'docker.io', repository: 'library/web', tag: 'latest' }],
    ['web:1.2', { registry: 'docker.io', repository: 'library/web', tag: '1.2' }],
    ['team/web', { registry: 'docker.io', repository: 'team/web', tag: 'latest' }],
    ['docker.io/web', { registry: 'docker.io', repository: 'library/web', tag: 'latest' }],
    ['registry.example/web', { registry: 'registry.example', repository: 'web', tag: 'latest' }],
    ['localhost/web', { registry: 'localhost', repository: 'web', tag: 'latest' }],
    ['localhost:5000/a/b/web:1', { registry: 'localhost:5000', repository: 'a/b/web', tag: '1' }],
    ['127.0.0.1:5000/web', { registry: '127.0.0.1:5000', repository: 'web', tag: 'latest' }],
    [`web@${D}`, { registry: 'docker.io', repository: 'library/web', digest: D }],
    [`registry.example:443/a/web:1@${D}`, { registry: 'registry.example:443', repository: 'a/web', digest: D }],
    ['a__b/c-d.e--f:V_1.x-y', { registry: 'docker.io', repository: 'a__b/c-d.e--f', tag: 'V_1.x-y' }],
  ];
  for (const [text, ref] of table) it(`reads ${text}`, () => assert.deepEqual(parseImage(text), ref));

  const broken = [
    '',
    'Web',
    'web:',
    'web:a b',
    'web@sha256:123',
    `web@${D}@${D}`,
    '/web',
    'web/',
    'a//b',
    'a___b',
    '../etc/passwd',
    'registry.example/a/../b',
    'registry.example:port/web',
    'user:secret@registry.example/web',
    'https://registry.example/web',
    'registry.example/web?x=1',
    'registry.example#/web',
    `${'a'.repeat(300)}`,
    `${'a-'.repeat(240)}!`,
  ];
  for (const text of broken)
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => assert.equal(parseImage(text), undefined));
});
