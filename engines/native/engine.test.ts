import { describe, expect, it } from 'vitest';
import { describeEngine } from '../engine.contract.ts';
import { program, randomWeights, SEED_PROGRAM, seedWeights } from '../engine.samples.ts';
import { loadAddon } from './addon.ts';
import { loadNativeEngine } from './engine.ts';
import { GraphBuilder } from './graph/builder.ts';
import { findAddon } from './location.ts';
import { GraphSession } from './session.ts';

if (findAddon('tfjs-node') === undefined) {
  describe('engine tfjs-node', () => {
    it.skip('is not installed: `fanout setup native` installs it', () => {});
  });
} else {
  const load = (together: number) => () => loadNativeEngine('tfjs-node', { threads: 1, together });
  describeEngine('tfjs-node', load(1), { bitwise: true, forms: 'here' });
  // As on a GPU: the same graph as there, on the processor.
  describeEngine('tfjs-node, the trials of a pack together', load(7), { forms: 'elsewhere' });

  it('refuses a pack that does not fit into the memory it is given, before it takes anything', async () => {
    const engine = await loadNativeEngine('tfjs-node', { threads: 1, memoryLimit: 90 * 2 ** 20 });
    const weights = [1, 2, 3, 4, 5, 6, 7].map(seedWeights);
    await expect(engine.start(SEED_PROGRAM, weights)).rejects.toThrow(
      expect.objectContaining({ code: 'OUT_OF_MEMORY', retry: 'smaller' }),
    );
    const wide = program([784], [{ kind: 'dense', units: 30_000, activation: 'relu' }]);
    await expect(engine.start(wide, [seedWeights(1)])).rejects.toThrow(
      expect.objectContaining({ code: 'MODEL_TOO_LARGE', message: expect.stringContaining('has 90 MiB') }),
    );
    expect(engine.bytes()).toBe(0);
    (await engine.start(SEED_PROGRAM, weights.slice(0, 1))).dispose();
  });

  it('tells memory that runs out from other failures', () => {
    const graph = new GraphBuilder();
    const matrix = graph.placeholder('matrix', [-1, -1]);
    const square = graph.op('MatMul', [matrix, matrix]);
    const length = graph.op('Shape', [matrix], { T: { type: 'float' }, out_type: { type: 'int32' } });
    const huge = graph.op('Mul', [length, graph.ints([2_000_000, 1_000_000])], { T: { type: 'int32' } });
    const filled = graph.op('Fill', [huge, graph.constant([1])], {
      T: { type: 'float' },
      index_type: { type: 'int32' },
    });
    const exhausting = graph.reduce('Sum', filled, [0, 1]);
    const session = new GraphSession(loadAddon('tfjs-node'), graph.nodes, () => new Error('too large'));
    const run = (shape: number[], fetch: string) =>
      session.run({ matrix: { shape, values: Float32Array.of(1, 1) } }, [fetch]);
    expect(() => run([1, 2], exhausting)).toThrow('too large');
    expect(() => run([1, 2], square)).toThrow(/Session fail to run/);
    session.close();
  });

  it('refuses weights that are not the model’s, and keeps nothing of them', async () => {
    const engine = await loadNativeEngine('tfjs-node', { threads: 1 });
    const small = randomWeights(program([4], []), 1);
    await expect(engine.start(SEED_PROGRAM, [seedWeights(1), small])).rejects.toThrow(
      /trial 1 of the pack has weights of/,
    );
    expect(engine.bytes()).toBe(0);
  });
}
