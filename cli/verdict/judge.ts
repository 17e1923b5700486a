import type { Observation } from '../../analysis/blocks.ts';
import { verdictOf } from '../../analysis/verdict.ts';
import type { Verdict } from '../../proto/verdict.ts';
import { parseObservations } from './csv.ts';
import { factsOf } from './facts.ts';

/** What a table is judged by. */
export interface JudgeOptions {
  /** Shown in messages. */
  readonly source: string;
  readonly factor: string;
  readonly value: string;
  readonly unit: 'accuracy' | 'value';
  readonly maximize: boolean;
  readonly margin: number | null;
  readonly alpha: number;
  /** Share of the data that each block trained on, 0 … 1; absent: from the number of folds, those of failed trials included. */
  readonly trainFraction?: number | undefined;
}

/** The verdict over a CSV text; over a run's `results.csv` it is the run's own. Pure. Throws USAGE with what is wrong in the table. */
export function judgeTable(
  text: string,
  options: JudgeOptions,
): { readonly verdict: Verdict; readonly observations: readonly Observation[] } {
  const { source, factor, value, unit, maximize, margin, alpha } = options;
  const observations = parseObservations(text, { source, factor, value });
  const facts = factsOf(text, factor);
  const folds = new Set([...observations, ...facts.missing].map(({ fold }) => fold)).size;
  const verdict = verdictOf(observations, {
    ...facts,
    ...{ margin, alpha, maximize, unit },
    testToTrain: testToTrain(folds, options.trainFraction),
  });
  return { verdict, observations };
}

/** k folds test on 1/k and train on the rest; a single fold is taken for independent runs. Pure. */
export function testToTrain(folds: number, trainFraction: number | undefined): number {
  if (trainFraction !== undefined) return (1 - trainFraction) / trainFraction;
  return folds > 1 ? 1 / (folds - 1) : 0;
}
