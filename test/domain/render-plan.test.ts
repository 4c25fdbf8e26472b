import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseDocument } from '../../clients/documents/read.ts';
import type { Plan } from '../../domain/plan.ts';
import { renderPlan } from '../../domain/render-plan.ts';
import { examplePlan } from '../clients/example-plan.ts';

const FILE = 'examples/trading/order-engine.yaml';

const aPlan = (pods = 4): Plan => examplePlan(parseDocument(FILE, readFileSync(FILE)).parsed, pods);

describe('a plan as text', () => {
  it('given the objects it touches, lists them', () => {
    const text = renderPlan(aPlan(), ['deployment/order-engine: spec.template']);

    assert.match(text, /\n\nWould touch:\n {2}- deployment\/order-engine: spec\.template/);
  });

  it('given nothing it touches and no notice, leaves the sections out', () => {
    const text = renderPlan({ ...aPlan(), notices: [] });

    assert.doesNotMatch(text, /Would touch|Notices/);
  });

  it('names pod, order, duration, stabilization and traffic impact (S0-033 to S0-037)', () => {
    const text = renderPlan(aPlan());

    assert.match(text, / {2}1 {2}order-engine-7d4b9c-d003 {2}~72s +60s +20 % +not ready, serves nobody/);
  });

  it('given a thousand pods, shows the first and the last and says how many lie between', () => {
    const text = renderPlan(aPlan(1_000));

    assert.match(text, /… 940 more …/);
    assert.ok(text.split('\n').length < 200, 'too long to read');
  });

  it('given a pivot, ends the way back before it', () => {
    const text = renderPlan(aPlan());

    assert.match(text, /The way back[^\n]+\n {2}1\. back to 4 stable and 0 candidate, at most 1 on top\n/);
  });

  it('given a plan without a digest, says nothing of one', () => {
    const { digest, ...plan } = aPlan();

    assert.equal(renderPlan(plan).includes(digest), false);
  });

  it('given the same plan, is the same text', () => {
    assert.equal(renderPlan(aPlan()), renderPlan(aPlan()));
  });
});
