import type { Verdict } from '../proto/verdict.ts';
import { mostBelievable } from './binomial.ts';
import type { Observation } from './blocks.ts';
import { simulateStudy } from './simulation/cross-validate.ts';
import { Draws } from './simulation/draws.ts';
import { nearestNeighbours } from './simulation/nearest-neighbours.ts';
import { type VerdictOptions, verdictOf } from './verdict.ts';

/**
 * What the verdict says of studies whose differences vary with the folds, though on average nothing differs.
 */
export interface ModelCheck {
  /** Simulated studies, and those of which the verdict called any two choices different. */
  readonly studies: number;
  readonly alarms: number;
  /** The most alarms that a verdict with its nominal rate has, but for one case in a thousand. */
  readonly believable: number;
  readonly choices: number;
  readonly folds: number;
  readonly seeds: number;
  readonly sound: boolean;
}

const STUDY = {
  learner: nearestNeighbours,
  population: { arms: 7, features: 3, shared: false, kind: 'classes', signal: 0.6, effect: 0 },
  examples: 80,
  folds: 5,
  seeds: 10,
  resplit: false,
} as const;

const OPTIONS: VerdictOptions = {
  margin: 0.005,
  alpha: 0.05,
  testToTrain: 1 / (STUDY.folds - 1),
  maximize: true,
  unit: 'accuracy',
};

/**
 * Cross-validates nearest neighbours that see different features of the same law: equally good on average,
 * but each data set favours some, and every seed repeats that. One thing under two names cannot show whether
 * the verdict minds: its folds favour neither. A verdict that takes the seeds of a fold for new data raises
 * false alarms in a third of these studies. The same studies each time. `judge` is the verdict unless a test
 * has another. Pure.
 */
export function checkModel(
  studies: number,
  judge: (rows: readonly Observation[], options: VerdictOptions) => Pick<Verdict, 'pairs'> = verdictOf,
): ModelCheck {
  let alarms = 0;
  for (let study = 0; study < studies; study++) {
    const { pairs } = judge(simulateStudy(STUDY, new Draws(study)), OPTIONS);
    if (pairs.some(({ conclusion }) => conclusion.endsWith('better'))) alarms += 1;
  }
  const believable = mostBelievable(studies, OPTIONS.alpha, 0.001);
  const { arms: choices } = STUDY.population;
  const { folds, seeds } = STUDY;
  return { studies, alarms, believable, choices, folds, seeds, sound: alarms <= believable };
}
