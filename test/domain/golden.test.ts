import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { parseDocument } from '../../clients/documents/read.ts';
import { renderPlan } from '../../domain/render-plan.ts';
import { examplePlan } from '../clients/example-plan.ts';

/** `UPDATE_GOLDEN=1 npm test` rewrites them; the difference is reviewed as a change of behaviour. */
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

/** `examples/<strategy>/<N>-pods.yaml` is planned for a workload of N pods; the others say how many. */
const EXAMPLES: readonly (readonly [file: string, pods: number])[] = [
  ...globSync('examples/*/*-pod{,s}.yaml')
    .toSorted()
    .map((file) => [file, Number(/(\d+)-pods?\.yaml$/.exec(file)?.[1])] as const),
  ['examples/trading/order-engine.yaml', 4],
  ['examples/web-app/rollout.yaml', 6],
];

describe('plans of the examples', () => {
  for (const [file, pods] of EXAMPLES)
    it(`${file}: is the plan that stands beside it (S0-033 to S0-037)`, () => {
      const { parsed } = parseDocument(file, readFileSync(file));

      const text = `${renderPlan(examplePlan(parsed, pods))}\n`;

      const golden = file.replace(/\.yaml$/, '.plan.txt');
      if (UPDATE) writeFileSync(golden, text);
      assert.equal(text, readFileSync(golden, 'utf8'));
    });
});
