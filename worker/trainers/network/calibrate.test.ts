/** What a study's packs are timed as, by clocks that only its steps and evaluations move. */
import { expect, it } from 'vitest';
import type { Engine } from '../../../engines/engine.ts';
import { networkStudy } from '../../../study/fixtures/network-study.ts';
import { parseStudy } from '../../../study/parse.ts';
import { settingsOf } from '../../../study/study.ts';
import { noopEngine } from '../../../test/support/noop-engine.ts';
import { paceOf, type Timed } from './calibrate.ts';

/** Of an example: in a step, and in an evaluation. */
const [STEP_MS, EVALUATION_MS] = [2, 0.5];

/** An engine that takes time for examples alone, on a clock of its own. */
function clocked() {
  let ms = 0;
  const batches: number[] = [];
  const inner = noopEngine();
  const engine: Engine = {
    ...inner,
    async start(program, weights) {
      const pack = await inner.start(program, weights);
      const { step, evaluate } = pack;
      pack.step = (batch, rate) => {
        batches.push(batch.y.length);
        ms += batch.y.length * STEP_MS;
        step.call(pack, batch, rate);
      };
      pack.evaluate = (batch) => {
        ms += batch.y.length * EVALUATION_MS;
        return evaluate.call(pack, batch);
      };
      return pack;
    },
  };
  return { engine, batches, clocks: { wall: () => ms, work: () => ms }, ms: () => ms };
}

async function timed(features: number, batchSize: number, train: number): Promise<Timed> {
  const text = `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: timed }
spec:
  dataset: { name: iris }
  initializers: [he_normal]
  folds: { count: 2 }
  model: [{ dense: { units: ${features} } }, { dense: { units: classes, activation: softmax } }]
  training: { batchSize: ${batchSize}, epochs: 3 }
`;
  const examples = 12_000;
  const describeDataset = async () => ({ examples, shape: [features], classes: 3 });
  const study = networkStudy(await parseStudy(text, { source: 'test.yaml', describeDataset }));
  const settings = [settingsOf(study, study.arms[0]!)];
  return { study, settings, facts: { shape: [features], classes: 3 }, train, validation: 40 };
}

it('tells what a step and an example that validates take, and stops when its time is over', async () => {
  const { engine, clocks, ms } = clocked();
  const pace = await paceOf(engine, await timed(4, 10, 1000), 2000, clocks);
  expect(pace.step).toBeCloseTo((10 * STEP_MS) / 1000, 9);
  expect(pace.validated).toBeCloseTo(EVALUATION_MS / 1000, 9);
  expect(pace.start).toBe(0);
  // A turn of the training is as long as 20 real milliseconds make it, so that some steps may follow.
  expect(ms()).toBeGreaterThan(1000);
});

it('times a batch that is much work by a part of it', async () => {
  const { engine, clocks, batches } = clocked();
  const pace = await paceOf(engine, await timed(800, 5000, 6000), 2000, clocks);
  expect(Math.max(...batches)).toBeLessThan(3000);
  expect(pace.step).toBeCloseTo((5000 * STEP_MS) / 1000, 9);
});
