import { describe, it } from 'vitest';
import { describeEngine } from '../engine.contract.ts';
import { loadNativeEngine } from './engine.ts';
import { findAddon } from './location.ts';

if (findAddon('tfjs-node') === undefined) {
  describe('engine tfjs-node', () => {
    it.skip('is not installed: `fanout setup native` installs it', () => {});
  });
} else {
  const load = (together: number) => () => loadNativeEngine('tfjs-node', { threads: 1, together });
  describeEngine('tfjs-node', load(1), { bitwise: true });
  // As on a GPU: the same graph as there, on the processor.
  describeEngine('tfjs-node, the trials of a pack together', load(7));
}
