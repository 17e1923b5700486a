/** The built-in trainer on WebAssembly, with faults put into its engine, and with shards that never come. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Engine, Trainer as PackTraining, Program, Weights } from '../../../engines/engine.ts';
import { exhausted } from '../../../engines/memory.ts';
import { loadWasmEngine } from '../../../engines/wasm/engine.ts';
import { manifestOf } from '../../../test/support/cluster.ts';
import { serveFiles } from '../../../test/support/file-server.ts';
import { packNumbered } from '../../../test/support/shards.ts';
import { describeTrainer, type TrainerSubject } from '../trainer.contract.ts';
import { openNetworkTrainer } from './trainer.ts';

/** What every weight of the poisonous arm is at first. */
const POISON = 0.125;

const study = (dataset: string, initializers: string, epochs = 3) => `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: networks }
spec:
  dataset: ${dataset}
  initializers: [${initializers}]
  initialize: all
  folds: { count: 2 }
  seeds: [1]
  model:
    - dense: { units: 8, activation: relu }
    - dense: { units: classes, activation: softmax }
  training: { epochs: ${epochs}, batchSize: 16 }
`;

/** An engine, something of which goes wrong with the second step of a pack. */
function faulty(engine: Engine, fault: (weights: readonly Weights[]) => void): Engine {
  const start = async (program: Program, weights: readonly Weights[]): Promise<PackTraining> => {
    const pack = await engine.start(program, weights);
    let steps = 0;
    return {
      step(batch, rate) {
        steps += 1;
        if (steps === 2) fault(weights);
        return pack.step(batch, rate);
      },
      takeLosses: () => pack.takeLosses(),
      evaluate: (batch) => pack.evaluate(batch),
      inspect: (batch) => pack.inspect(batch),
      weights: (trial) => pack.weights(trial),
      states: () => pack.states(),
      dispose: () => pack.dispose(),
    };
  };
  return { ...engine, start };
}

const FAULTS = {
  out_of_memory: (weights: readonly Weights[]) => {
    if (weights.length > 1) throw exhausted('no block of this size', weights.length);
  },
  poison: (weights: readonly Weights[]) => {
    if (weights.some(([kernel]) => kernel![0] === POISON)) throw new TypeError('poison');
  },
};

/** A dataset behind a server that answers for its index, its labels and all shards but one. */
async function endlessDataset() {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-trainer-'));
  vi.stubEnv('FANOUT_CACHE', join(directory, 'cache'));
  await packNumbered(directory, { examples: 600, each: 100 });
  const server = await serveFiles(join(directory, 'shards'));
  const asked = new Set<string>();
  server.mischief = ({ url }) => {
    if (url!.includes('shard')) asked.add(url!);
    return asked.size > 3 && url === [...asked][3];
  };
  const manifest = await manifestOf(
    'endless',
    study(`{ name: numbered, shards: { index: "${server.url}/index.json", shuffle: 8 } }`, 'he_normal'),
  );
  const close = async () => {
    await server.stop();
    vi.unstubAllEnvs();
    rmSync(directory, { recursive: true, force: true });
  };
  return { manifest, close };
}

async function subject(): Promise<TrainerSubject> {
  const constant = (value: string, as: string) => `{ constant: { value: ${value} }, as: ${as} }`;
  const arms = `he_normal, ${constant('1.0e+30', 'wild')}, glorot_uniform, ${constant(`${POISON}`, 'poison')}`;
  const endless = await endlessDataset();
  return {
    manifest: await manifestOf('networks', study('{ name: iris }', arms)),
    diverging: 'wild',
    poisoned: 'poison',
    open: (fault) =>
      openNetworkTrainer(async () => {
        const engine = await loadWasmEngine();
        return fault ? faulty(engine, FAULTS[fault]) : engine;
      }),
    openStalling: async () => ({
      trainer: await openNetworkTrainer(loadWasmEngine),
      manifest: endless.manifest,
    }),
    close: endless.close,
  };
}

describeTrainer('network on WebAssembly', subject);
