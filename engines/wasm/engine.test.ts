import { expect, it } from 'vitest';
import { describeEngine } from '../engine.contract.ts';
import { gradientsExactly } from '../engine.reference.ts';
import {
  numbers,
  program,
  randomBatch,
  randomWeights,
  SEED_PROGRAM,
  seedWeights,
} from '../engine.samples.ts';
import type { Program } from '../engine.ts';
import { shapeModel } from '../model.ts';
import type { Layer } from '../network.ts';
import { loadWasmEngine } from './engine.ts';
import { bestSimd } from './simd.ts';

describeEngine('wasm, plain SIMD', () => loadWasmEngine('plain'), { bitwise: true, forms: 'here' });
if (bestSimd() === 'relaxed') {
  describeEngine('wasm, relaxed SIMD', () => loadWasmEngine('relaxed'), {
    bitwise: true,
    forms: 'here',
  });
}

const wide = (units: number) => program([784], [{ kind: 'dense', units, activation: 'relu' }]);
const small = randomWeights(program([4], []), 1);

it('says that one trial is too large for the address space, before it takes anything', async () => {
  const engine = await loadWasmEngine();
  const before = engine.bytes();
  await expect(engine.start(wide(3_000_000), [small])).rejects.toThrow(
    expect.objectContaining({ code: 'MODEL_TOO_LARGE', message: expect.stringMatching(/needs \d+ MiB/) }),
  );
  await expect(engine.start(wide(3_000_000), [small, small])).rejects.toThrow(
    expect.objectContaining({ code: 'OUT_OF_MEMORY', retry: 'smaller' }),
  );
  expect(engine.bytes()).toBe(before);
});

it('refuses weights that are not the model’s, and keeps nothing of them', async () => {
  const engine = await loadWasmEngine();
  const before = engine.bytes();
  await expect(engine.start(SEED_PROGRAM, [seedWeights(1), small])).rejects.toThrow(
    /trial 1 of the pack has weights of/,
  );
  expect(engine.bytes()).toBe(before);
});

/**
 * A model of random layers on a random small image, in the study's grammar; sizes are odd as often as not.
 */
function randomModel(seed: number): Program {
  const next = numbers(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const activation = () => (['linear', 'relu', 'tanh', 'sigmoid'] as const)[below(4)]!;
  const shape = [5 + below(7), 5 + below(7), 1 + below(2)];
  const layers: Layer[] = [];
  for (let count = below(3); count >= 0; count--) {
    const padding = next() < 0.5 ? 'same' : 'valid';
    const kernel = next() < 0.5 ? 3 : 1 + below(4);
    layers.push({ kind: 'conv2d', filters: 1 + below(6), kernel, padding, activation: activation() });
    if (next() < 0.6) layers.push({ kind: 'maxPool2d', size: next() < 0.6 ? 2 : 3 });
  }
  layers.push({ kind: 'flatten' });
  if (next() < 0.5) layers.push({ kind: 'dense', units: 1 + below(19), activation: activation() });
  return program(shape, layers, undefined, 1 + below(19));
}

it('has the gradients of central differences for models of any shape', async () => {
  const engine = await loadWasmEngine();
  let tried = 0;
  for (let seed = 1; tried < 25; seed++) {
    const model = randomModel(seed);
    if (shapeModel(model.model, model.inputShape).problem) continue;
    const start = randomWeights(model, seed);
    if (start.reduce((total, array) => total + array.length, 0) > 400) continue;
    tried++;
    const batch = randomBatch(model, model.batchSize, seed);
    const trainer = await engine.start(model, [start]);
    trainer.step(batch);
    const after = await trainer.weights(0);
    trainer.dispose();
    const exact = start.map((array) => Float64Array.from(array));
    for (const [index, gradient] of gradientsExactly(model, exact, batch).entries()) {
      for (const [i, value] of gradient.entries()) {
        const found = start[index]![i]! - after[index]![i]!;
        expect(Math.abs(found - value), `seed ${seed}, array ${index}, weight ${i}`).toBeLessThan(5e-6);
      }
    }
  }
});
