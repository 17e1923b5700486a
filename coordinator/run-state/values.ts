/** The objective over trials. All pure. */
import { type Spread, spreadOf } from '../../analysis/sample.ts';
import type { TrialState } from './trial.ts';

/** The objective at the end of the completed trials that have it. */
export function finalValues(trials: readonly TrialState[]): number[] {
  return trials.flatMap(({ state, value }) => (state === 'completed' && value !== undefined ? [value] : []));
}

/** Mean and spread of the objective at the end of the completed trials; undefined before the first. */
export function finalSpread(trials: readonly TrialState[]): Spread | undefined {
  return spreadOf(finalValues(trials));
}

/** Mean of the objective after each epoch, from 0, over the trials that have got so far. */
export function learningCurve(trials: readonly TrialState[]): (number | undefined)[] {
  const epochs = trials.reduce((most, { values }) => Math.max(most, values.length), 0);
  return Array.from(
    { length: epochs },
    (_, epoch) => spreadOf(trials.flatMap(({ values }) => values[epoch] ?? []))?.mean,
  );
}
