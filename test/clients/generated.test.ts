import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { generated } from '../../infra/generate/generated.ts';

describe('generated files', () => {
  for (const [path, text] of Object.entries(generated()))
    it(`${path}: is what \`npm run generate\` writes today`, () => {
      assert.equal(readFileSync(path, 'utf8'), text, 'stale; run `npm run generate`');
    });
});
