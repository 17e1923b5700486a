import { expect, it } from 'vitest';
import { manifestOf, progress, recorded } from '../../web/fixtures/story.ts';
import { doneBefore, progressOf, totalExamples } from './progress.ts';
import { RunState } from './run-state.ts';

/** Two arms that differ in their epochs, on one fold of 100 examples to train on, with two seeds. */
function runState() {
  const manifest = manifestOf(['short', 'long'], 1, [1, 2]);
  const { arms } = manifest.study;
  const training = (epochs: number) => ({ training: { ...manifest.study.settings.training, epochs } });
  const [short, long] = [
    { ...arms[0]!, settings: training(1) },
    { ...arms[1]!, settings: training(20) },
  ];
  const of = { ...manifest, study: { ...manifest.study, arms: [short, long] } };
  return { manifest: of, state: new RunState(of, () => 0) };
}

it('a trial has the examples of its own arm’s epochs', () => {
  const { state } = runState();
  // The third trial is the first arm with another seed.
  expect(state.trials.map(({ examples }) => examples)).toEqual([100, 2000, 100, 2000]);
  expect(totalExamples(state.trials)).toBe(4200);
});

it('progress weighs a trial with its examples, and tells what an earlier part has done', () => {
  const { state, manifest } = runState();
  state.apply(recorded(manifest, 0, 0.5, [], true));
  state.apply(progress('w', [1], 5));
  expect(progressOf(state)).toBeCloseTo((100 + 1000) / 4200, 12);
  expect(doneBefore(state)).toBeCloseTo(100 / 4200, 12);
});
