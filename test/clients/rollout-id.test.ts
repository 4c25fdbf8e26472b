import assert from 'node:assert/strict';
import { newRolloutId } from '../../clients/rollout-id.ts';

describe('ids of rollouts', () => {
  it('given the time and the random bits of RFC 9562, appendix A.6, is the id of its example', () => {
    // rand_a 0xCC3 and rand_b 0x18C4DC0C0C07398F, with the bits that version and variant take left as they fall.
    const random = Uint8Array.from(Buffer.from('0cc318c4dc0c0c07398f', 'hex'));

    assert.equal(newRolloutId(0x017f22e279b0, random), '017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('sorts by time', () => {
    assert.ok(newRolloutId(1_000) < newRolloutId(2_000));
  });

  it('differs within a millisecond', () => {
    const ids = Array.from({ length: 1_000 }, () => newRolloutId(1_000));

    assert.equal(new Set(ids).size, 1_000);
  });
});
