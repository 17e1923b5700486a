import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomWeights } from '../../engine.samples.ts';
import type { Engine, Program } from '../../engine.ts';
import { FORM_LAYERS, formBatch } from '../../form.samples.ts';
import { setWasmBackend } from '../backend.ts';
import { loadWasmEngine } from '../engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await loadWasmEngine();
});
afterAll(() => engine.dispose());

const residual = FORM_LAYERS['a residual network in small']!;

it('holds exactly the bytes that it estimates', async () => {
  const before = engine.bytes();
  const starts = [1, 2, 3].map((seed) => randomWeights(residual, seed));
  const trainer = await engine.start(residual, starts);
  expect(engine.bytes() - before).toBe(engine.estimateBytes(residual, 3));
  trainer.dispose();
  expect(engine.bytes()).toBe(before);
});

it('allocates nothing after the start, whatever the sizes of the batches', async () => {
  const { wasm } = await setWasmBackend();
  const trainer = await engine.start(residual, [randomWeights(residual, 1)]);
  const size = wasm.HEAPU8.length;
  for (let step = 0; step < 2000; step++) trainer.step(formBatch(residual, 1 + (step % 6), step));
  await trainer.evaluate(formBatch(residual, 1000, 1));
  await trainer.inspect(formBatch(residual, 3, 1));
  expect(wasm.HEAPU8.length).toBe(size);
  trainer.dispose();
});

it('says that one trial is too large, and takes nothing', async () => {
  const wide: Program = {
    ...residual,
    batchSize: 4_000_000,
  };
  const before = engine.bytes();
  await expect(engine.start(wide, [randomWeights(wide, 1)])).rejects.toThrow(
    expect.objectContaining({ code: 'MODEL_TOO_LARGE', message: expect.stringMatching(/needs \d+ MiB/) }),
  );
  expect(engine.bytes()).toBe(before);
});

it('refuses weights that are not the model’s', async () => {
  const [first, ...others] = randomWeights(residual, 1);
  const before = engine.bytes();
  await expect(engine.start(residual, [[first!.subarray(1), ...others]])).rejects.toThrow(
    /trial 0 of the pack has weights of/,
  );
  expect(engine.bytes()).toBe(before);
});

it('trains a trial the same in a pack whose neighbour has other weights, batch for batch', async () => {
  const starts = [1, 2].map((seed) => randomWeights(residual, seed));
  const pack = await engine.start(residual, starts);
  const alone = await engine.start(residual, [starts[1]!]);
  for (let step = 0; step < 5; step++)
    for (const trainer of [pack, alone]) trainer.step(formBatch(residual, 6, step));
  expect(await pack.weights(1)).toEqual(await alone.weights(0));
  expect(await pack.weights(0)).not.toEqual(await alone.weights(0));
  for (const trainer of [pack, alone]) trainer.dispose();
});

it('refuses a batch that is larger than the program’s', async () => {
  const trainer = await engine.start(residual, [randomWeights(residual, 1)]);
  const large = formBatch(residual, residual.batchSize + 1, 1);
  for (const use of [async () => trainer.step(large), () => trainer.inspect(large)])
    await expect(use()).rejects.toThrow(/a batch has \d+ examples; the pack has room for \d+/);
  trainer.dispose();
});
