import { expect, it } from 'vitest';
import { verdictOf } from './verdict.ts';

/** Two arms over two folds whose difference flips its sign: `swing` is how far. */
function study(swing: number) {
  const observations = [
    { group: 'a', fold: 0, seed: 1, value: 0.5 + swing },
    { group: 'a', fold: 1, seed: 1, value: 0.5 },
    { group: 'b', fold: 0, seed: 1, value: 0.5 },
    { group: 'b', fold: 1, seed: 1, value: 0.5 + swing },
  ];
  const settings = { margin: 0.005, alpha: 0.05, testToTrain: 1, maximize: true, unit: 'accuracy' } as const;
  return verdictOf(observations, settings);
}

it('says what differences a study finds, unless that is more than half of the range of accuracies', () => {
  const sharp = study(0.001);
  expect(sharp.power.detectableDifference).toBeGreaterThan(0);
  expect(sharp.power.detectableDifference).toBeLessThan(0.5);
  expect(sharp.summary.join(' ')).toContain('finds differences from about');
  const blunt = study(0.4);
  expect(blunt.power.detectableDifference).toBeNull();
  expect(blunt.summary.join(' ')).not.toContain('finds differences');
});
