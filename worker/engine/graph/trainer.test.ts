import * as tf from '@tensorflow/tfjs-core';
import { describeEngine } from '../engine.contract.ts';
import type { Engine } from '../engine.ts';
import { setWasmBackend } from '../wasm/backend.ts';
import { estimateGraphBytes } from './estimate.ts';
import { GraphTrainer } from './trainer.ts';
import { registerWasmGradients } from './wasm-gradients.ts';

/** The graph on the one backend that is always there; the native engine runs it on TensorFlow. */
async function loadGraph(): Promise<Engine> {
  await setWasmBackend();
  registerWasmGradients();
  return {
    backend: 'wasm',
    description: 'the tfjs graph on the wasm backend',
    start: (program, weights) => new GraphTrainer(program, weights),
    estimateBytes: estimateGraphBytes,
    tensors: () => tf.memory().numTensors,
    bytes: () => tf.memory().numBytes,
    dispose: () => {},
  };
}

describeEngine('tfjs graph', loadGraph);
