/** One process of the simulation: takes a batch, judges its studies, gives back what was said of them. */
import { judgeOne } from './measure.ts';
import { outcomesOfBatch } from './outcomes.ts';
import type { Batch } from './pool.ts';
import { SCENARIOS } from './scenarios.ts';

process.on('message', (batch: Batch) => {
  const scenario = SCENARIOS.get(batch.scenario)!;
  process.send!(outcomesOfBatch(batch).map((rows) => judgeOne(scenario, rows)));
});
