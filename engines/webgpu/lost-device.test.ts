/** What becomes of a pack whose device is lost, and of the next one. The fault is injected: `destroy()`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program, randomBatch, randomWeights } from '../engine.samples.ts';
import type { Engine, Trainer } from '../engine.ts';
import { type AdapterOptions, openAdapter } from './adapter.ts';
import { onAnyAdapter } from './any-adapter.samples.ts';
import { loadWebgpuEngine } from './engine.ts';

const devices: GPUDevice[] = [];

/** Opens an adapter, and keeps the devices that are made of it. */
async function watched(options: AdapterOptions) {
  const opened = await onAnyAdapter(() => openAdapter(options));
  const { adapter } = opened;
  const requestDevice = adapter.requestDevice.bind(adapter);
  adapter.requestDevice = async (wanted) => {
    const device = await requestDevice(wanted);
    devices.push(device);
    return device;
  };
  return opened;
}

const small = program([4], [], { kind: 'sgd', learningRate: 0.1, momentum: 0.9 });
const weights = [randomWeights(small, 1), randomWeights(small, 2)];
const steps = async (trainer: Trainer) => {
  for (let step = 0; step < 3; step++) await trainer.step(randomBatch(small, 6, step));
};
const LOST = { code: 'DEVICE_LOST', fault: 'trial', retry: 'again' };

/** Each way in which a trainer's words arrive. */
const READ: Readonly<Record<string, (trainer: Trainer) => Promise<unknown>>> = {
  losses: (trainer) => trainer.takeLosses(),
  evaluation: (trainer) => trainer.evaluate(randomBatch(small, 6, 1)),
  inspection: (trainer) => trainer.inspect(randomBatch(small, 6, 1)),
  weights: (trainer) => trainer.weights(1),
  states: (trainer) => trainer.states(),
};

const loaded = await loadWebgpuEngine({ open: watched }).catch((error: Error) => error);
describe.skipIf(loaded instanceof Error)('a device that is lost', () => {
  let engine: Engine;
  beforeAll(() => {
    engine = loaded as Engine;
  });
  afterAll(() => engine.dispose());

  it.each(Object.entries(READ))('is an error after which the pack is tried again: %s', async (_, read) => {
    const trainer = await engine.start(small, weights);
    await steps(trainer);
    const undisturbed = await trainer.takeLosses();
    await steps(trainer);
    devices.at(-1)!.destroy();
    await expect(read(trainer)).rejects.toMatchObject(LOST);
    await expect(trainer.takeLosses()).rejects.toMatchObject(LOST);
    trainer.dispose();
    const made = devices.length;
    const again = await engine.start(small, weights);
    expect(devices).toHaveLength(made + 1);
    await steps(again);
    expect(await again.takeLosses()).toEqual(undisturbed);
    again.dispose();
    expect({ tensors: engine.tensors(), bytes: engine.bytes() }).toEqual({ tensors: 0, bytes: 0 });
  });

  it('a call that WebGPU refuses is a defect, and is told when something is read', async () => {
    const trainer = await engine.start(small, weights);
    // Of a size that no buffer may have with this use.
    devices.at(-1)!.createBuffer({ size: 5, usage: 0, mappedAtCreation: false });
    await expect(trainer.takeLosses().then(() => trainer.weights(0))).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringMatching(/a call was refused/),
    });
    trainer.dispose();
  });
});
