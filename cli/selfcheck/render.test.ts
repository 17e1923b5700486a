import { expect, it } from 'vitest';
import type { Observation } from '../../analysis/blocks.ts';
import { FIVE_FOLDS } from '../../analysis/fixtures/options.ts';
import { checkNull } from '../../analysis/null-check.ts';
import { Draws } from '../../analysis/simulation/draws.ts';
import type { RunResults } from '../../results/results.ts';
import { checkText, isSound } from './render.ts';

const results = { trials: { completed: 200 }, seconds: 1, backend: 'wasm' } as RunResults;
const model = { studies: 100, alarms: 4, believable: 13, choices: 7, folds: 5, seeds: 10, sound: true };

/** `apart`: studies in which the two names differ by far. */
function study(apart: number, findings: readonly string[] = []): Observation[] {
  const draws = new Draws(1);
  return Array.from({ length: 40 }, (_, seed) => [0, 1, 2, 3, 4].map((fold) => ({ fold, seed })))
    .flat()
    .flatMap(({ fold, seed }) =>
      ['first', 'second'].map((group) => {
        const shift = seed < apart && group === 'first' ? 0.3 : 0;
        return { group, fold, seed, value: 0.5 + shift + 0.01 * draws.normal(), findings };
      }),
    );
}

function said(rows: readonly Observation[]) {
  const check = checkNull(rows, FIVE_FOLDS);
  const checks = { accuracy: check, loss: check, model };
  return { sound: isSound(checks), last: checkText(results, checks).at(-1) };
}

it('a sound machine told some apart, no more often than chance allows: that is what is said', () => {
  expect(said(study(0))).toEqual({
    sound: true,
    last: 'Sound: what does not differ was told apart no more often than chance allows.',
  });
});

it('one that told too many apart is not, and one in which nothing learned was not checked', () => {
  expect(said(study(20)).last).toMatch(
    /^NOT SOUND: what does not differ was told apart more often than chance/,
  );
  expect(said(study(0, ['did_not_learn'])).last).toMatch(
    /^NOT SOUND: in some studies there was nothing to compare, so that nothing was checked/,
  );
});
