import { expect, it } from 'vitest';
import { doneBefore } from '../coordinator/run-state/progress.ts';
import type { RunResults } from '../results/results.ts';
import { resultsOf } from '../results/summary.ts';
import { began, failed, manifestOf, recorded } from './fixtures/story.ts';
import { viewOf } from './view-of.ts';
import { WatchedRun } from './watched-run.ts';

const first = manifestOf(['a', 'b'], 2, [7, 3]);
const second = { ...manifestOf(['a', 'b'], 2, [8]), run: 'story-1-2' };

/** Results of the first block, with one failed trial. */
function earlier(): RunResults {
  const events = Array.from({ length: 8 }, (_, trial) =>
    trial === 5 ? failed(first, trial, 'it broke') : recorded(first, trial, trial / 10),
  );
  const outcomes = events.flatMap((event) => (event.kind === 'recorded' ? [event.outcome] : []));
  return resultsOf(first, outcomes, { workers: 1, seconds: 8, secondsOfThisPart: 8, recordedInThisPart: 8 });
}

it('a block of seeds is shown in one grid with those before it', () => {
  const run = new WatchedRun(second, 'story-1', earlier(), () => 0);
  run.take(began('w1', [0, 1]));
  run.take(recorded(second, 0, 0.5));
  const view = viewOf(run, { phase: 'running' }, 0);
  expect(view.run).toMatchObject({ run: 'story-1', trials: 12, seeds: [7, 3, 8] });
  expect(view.run.about).toBe('2 initializers × 2 folds × 3 seeds on iris, 150 examples');
  // Trials of the first block: seed by seed, fold by fold, arm by arm.
  expect(view.squares[0]!.seeds.map(({ value }) => value)).toEqual([0, 0.4, 0.5]);
  expect(view.squares[2]!.seeds.map(({ state }) => state)).toEqual(['completed', 'failed', 'training']);
  expect(view.lead.recorded).toBe(9);
  expect(doneBefore(run.runState)).toBeCloseTo(8 / 12, 9);
});
