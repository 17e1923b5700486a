import { expect, it } from 'vitest';
import type { RunEvent } from '../../coordinator/run/events.ts';
import { RunState } from '../../coordinator/run-state/run-state.ts';
import { failed, manifestOf, minimizing, recorded } from '../../web/fixtures/story.ts';
import { progressStatus } from './progress.ts';

const manifest = manifestOf(['a', 'b'], 3, [1]);
const lossManifest = minimizing(manifest);

function statusAfter(events: readonly RunEvent[], of = manifest) {
  const run = new RunState(of, () => 0);
  for (const event of events) run.apply(event);
  return progressStatus(run);
}

it('counts, and gives each arm its mean and spread', () => {
  expect(statusAfter([])).toMatchObject({ progress: '0/6', trials: { total: 6, completed: 0, failed: 0 } });
  expect(statusAfter([])).not.toHaveProperty('best');
  const values = [
    [0, 0.5],
    [2, 0.7],
    [4, 0.9],
    [1, 0.8],
    [3, 0.9],
  ] as const;
  const events = values.map(([trial, accuracy]) => recorded(manifest, trial, accuracy));
  // An outcome counts once, whatever comes after it.
  expect(statusAfter([...events, failed(manifest, 5, 'no room'), recorded(manifest, 0, 0.6)])).toEqual({
    progress: '6/6',
    trials: { total: 6, completed: 5, failed: 1 },
    best: 'b',
    metric: 'accuracy',
    mean: '0.8500',
    arms: [
      { arm: 'a', trials: 3, mean: '0.7000', stddev: '0.2000' },
      { arm: 'b', trials: 2, mean: '0.8500', stddev: '0.0707' },
    ],
  });
});

it('the best arm is the one with the least mean where the study minimizes', () => {
  const events = [recorded(lossManifest, 0, 0.4), recorded(lossManifest, 1, 2.5)];
  expect(statusAfter(events, lossManifest)).toMatchObject({ metric: 'loss', best: 'a', mean: '0.4000' });
});
