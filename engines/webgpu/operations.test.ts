import { afterAll, describe, it } from 'vitest';
import { describeOperations } from '../ir/operations.contract.ts';
import { openAdapter } from './adapter.ts';
import { onAnyAdapter } from './any-adapter.samples.ts';
import { compute } from './compute.samples.ts';
import { DAWN_FLAGS, openCard } from './device/card.ts';

/** Each case is compiled anew. */
const SEEDS = [1, 2, 3];

const opened = await onAnyAdapter(() => openAdapter({ flags: DAWN_FLAGS })).catch((error: Error) => error);
if (opened instanceof Error) {
  describe('operations of webgpu', () => {
    it.skip(`are not tried: ${opened.message}`, () => {});
  });
} else {
  const card = await openCard(opened);
  afterAll(() => card.destroy());
  describeOperations('webgpu', () => (values, given) => compute(values, given, card), SEEDS);
}
