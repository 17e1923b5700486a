/** A regression of several numbers: a batch has more values of `y` than examples. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { npyHead } from '../../../datasets/npy.ts';
import type { Engine } from '../../../engines/engine.ts';
import { loadWasmEngine } from '../../../engines/wasm/engine.ts';
import { manifestOf } from '../../../test/support/cluster.ts';
import { firstBlock, Heard, reportsOf } from '../trainer.contract-run.ts';
import { openNetworkTrainer } from './trainer.ts';

const [EXAMPLES, FEATURES, TARGETS] = [60, 4, 3];

/** A study of a dataset whose targets are three numbers each. */
async function study(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fanout-targets-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const write = (name: string, width: number) => {
    const values = Float32Array.from({ length: EXAMPLES * width }, (_, index) => Math.sin(index));
    const head = npyHead('<f4', [EXAMPLES, width]);
    return writeFile(join(folder, name), Buffer.concat([head, Buffer.from(values.buffer)]));
  };
  await Promise.all([write('x.npy', FEATURES), write('y.npy', TARGETS)]);
  return `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: targets }
spec:
  dataset: { npy: { x: ${join(folder, 'x.npy')}, y: ${join(folder, 'y.npy')} }, task: regression }
  initializers: [he_normal]
  folds: { count: 3 }
  model: [{ dense: { units: 5, activation: relu } }, { dense: { units: classes, activation: linear } }]
  training: { batchSize: 20, epochs: 2 }
  objective: { metric: rmse, margin: 0.1 }
`;
}

it('counts examples, not numbers, and looks at whole ones', async () => {
  const probes: number[][] = [];
  const spied = (engine: Engine): Engine => ({
    ...engine,
    async start(program, weights) {
      const pack = await engine.start(program, weights);
      const inspect = pack.inspect.bind(pack);
      pack.inspect = (batch) => {
        probes.push([batch.x.length, batch.y.length]);
        return inspect(batch);
      };
      return pack;
    },
  });
  const trainer = await openNetworkTrainer(async () => spied(await loadWasmEngine()));
  onTestFinished(() => trainer.close());
  const manifest = await manifestOf('targets', await study());
  const heard = new Heard();
  await reportsOf(trainer, manifest, firstBlock(manifest), heard);
  // Two folds of three train: 40 examples, twice.
  expect(heard.steps.reduce((sum, { examples }) => sum + examples, 0)).toBe(80);
  expect(heard.steps.reduce((sum, { taken }) => sum + taken, 0)).toBe(4);
  // The probe: the first 16 examples of the first batch.
  expect(new Set(probes.map(String))).toEqual(new Set([String([16 * FEATURES, 16 * TARGETS])]));
});
