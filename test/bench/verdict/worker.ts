/** One process of the simulation: takes a batch, judges its studies, gives back what was said of them. */
import { judgeOne } from './measure.ts';
import type { Batch } from './pool.ts';
import { SCENARIOS } from './scenarios.ts';

process.on('message', ({ scenario, from, to }: Batch) => {
  const studies = Array.from({ length: to - from }, (_, index) =>
    judgeOne(SCENARIOS.get(scenario)!, from + index),
  );
  process.send!(studies);
});
