import { describe, it } from 'vitest';
import { describeEngine } from '../engine.contract.ts';
import { BRIEF } from '../engine.extent.ts';
import { onAnyAdapter } from './any-adapter.samples.ts';
import { loadWebgpuEngine } from './engine.ts';

const engine = await onAnyAdapter(loadWebgpuEngine).catch((error: Error) => error);
if (engine instanceof Error) {
  describe('engine webgpu', () => {
    it.skip(`is not tried: ${engine.message}`, () => {});
  });
} else {
  describeEngine('webgpu', async () => engine, { bitwise: true, forms: 'here', extent: BRIEF });
}
