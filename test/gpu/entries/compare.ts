/**
 * What two runs of a study differ by, arm by arm: `compare.mjs ONE OTHER`, files that `run --json` printed.
 */
import { readFileSync } from 'node:fs';
import type { RunResults } from '../../../results/results.ts';

const [one, other] = process.argv
  .slice(2, 4)
  .map((path) => JSON.parse(readFileSync(path, 'utf8')) as RunResults);
const percent = (share: number | null | undefined) => `${(100 * (share ?? Number.NaN)).toFixed(2)}%`;
const differences = one!.summary.map(({ arm, mean, stddev }) => {
  const there = other!.summary.find((each) => each.arm === arm);
  const points = 100 * ((mean ?? Number.NaN) - (there?.mean ?? Number.NaN));
  console.log(
    `${arm}: ${percent(mean)} and ${percent(there?.mean)}, ${points.toFixed(2)} points (sd of folds ${percent(stddev)})`,
  );
  return Math.abs(points);
});
console.log(
  `${one!.backend} beside ${other!.backend}: ${Math.max(...differences).toFixed(2)} points at most`,
);
