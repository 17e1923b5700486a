import { afterAll, describe, it } from 'vitest';
import { describeOperations } from '../ir/operations.contract.ts';
import { openAdapter } from './adapter.ts';
import { compute } from './compute.samples.ts';
import { DAWN_FLAGS, openCard } from './device/card.ts';

const opened = await openAdapter({ flags: DAWN_FLAGS }).catch((error: Error) => error);
if (opened instanceof Error) {
  describe('operations of webgpu', () => {
    it.skip(`are not tried: ${opened.message}`, () => {});
  });
} else {
  const card = await openCard(opened);
  afterAll(() => card.destroy());
  describeOperations('webgpu', () => (values, given) => compute(values, given, card));
}
