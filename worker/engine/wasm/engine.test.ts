import { expect, it } from 'vitest';
import { describeEngine } from '../engine.contract.ts';
import { program, randomWeights, SEED_PROGRAM, seedWeights } from '../engine.samples.ts';
import { loadWasmEngine } from './engine.ts';

describeEngine('wasm', loadWasmEngine, { bitwise: true });

const wide = (units: number) => program([784], [{ kind: 'dense', units, activation: 'relu' }]);
const small = randomWeights(program([4], []), 1);

it('says that one trial is too large for the address space, before it takes anything', async () => {
  const engine = await loadWasmEngine();
  const before = engine.bytes();
  expect(() => engine.start(wide(3_000_000), [small])).toThrow(
    expect.objectContaining({ code: 'MODEL_TOO_LARGE', message: expect.stringMatching(/needs \d+ MiB/) }),
  );
  expect(() => engine.start(wide(3_000_000), [small, small])).toThrow(
    expect.objectContaining({ code: 'OUT_OF_MEMORY', retryable: true }),
  );
  expect(engine.bytes()).toBe(before);
});

it('refuses weights that are not the model’s, and keeps nothing of them', async () => {
  const engine = await loadWasmEngine();
  const before = engine.bytes();
  expect(() => engine.start(SEED_PROGRAM, [seedWeights(1), small])).toThrow(
    /trial 1 of the pack has weights of/,
  );
  expect(engine.bytes()).toBe(before);
});
