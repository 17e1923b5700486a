import type { Learner, SimulatedStudy, Splits } from '../../../analysis/simulation/cross-validate.ts';
import { nearestNeighbours } from '../../../analysis/simulation/nearest-neighbours.ts';
import { logisticRegression } from './learners/logistic-regression.ts';
import { perceptron } from './learners/perceptron.ts';
import { ridgeRegression } from './learners/ridge-regression.ts';

/** A kind of study, simulated many times. */
export interface Scenario {
  readonly name: string;
  readonly study: SimulatedStudy;
  /** Numbers of seeds at which each simulated study is judged: the first of its seeds. */
  readonly seeds: readonly number[];
  /** Whether each is judged by `--until decided` too, with a look after each seed. */
  readonly looks: boolean;
  /** Studies of this scenario for each one asked for. */
  readonly share: number;
  readonly maximize: boolean;
}

const LEARNERS = [nearestNeighbours, logisticRegression, ridgeRegression, perceptron];
const EXAMPLES = 80;
export const FOLDS = 5;
const FEATURES = 3;
const SIGNAL = 0.6;
/**
 * A signal so weak that kNN is right in 63% of cases: what it learns depends on the training set more than
 * anywhere else.
 */
const WEAK_SIGNAL = 0.3;
/** Looks at the results in a sequential study: one after each seed. */
export const MOST_LOOKS = 10;

/** Effects that the smaller studies find sometimes, and the larger ones more often. */
const EFFECTS: Readonly<Record<string, { readonly own: number; readonly shared: number }>> = {
  kNN: { own: 0.5, shared: 0.12 },
  'logistic regression': { own: 0.5, shared: 0.1 },
  'ridge regression': { own: 0.5, shared: 0.03 },
  'small network': { own: 0.5, shared: 0.15 },
};

/** Folds that test examples that others test too: how they are called, how many, and at how many seeds. */
const OVERLAPPING: readonly (readonly [
  name: string,
  folds: number,
  splits: Splits,
  seeds: readonly number[],
])[] = [
  ['2 × 5 folds', 10, { repeats: 2 }, [1, 3, 10]],
  ['10 × 5 folds', 50, { repeats: 10 }, [1, 3]],
  ['10 × 10 folds', 100, { repeats: 10 }, [1]],
  ['10 × a tenth held out', 10, { holdout: 0.1 }, [1, 3, 10]],
  ['10 × a fifth held out', 10, { holdout: 0.2 }, [1, 3, 10]],
  ['50 × a fifth held out', 50, { holdout: 0.2 }, [1, 3]],
];

/**
 * Every scenario by its name: `learner/arms/folds kept or drawn anew/features own or shared/null or effect`.
 */
export const SCENARIOS: ReadonlyMap<string, Scenario> = new Map(
  LEARNERS.flatMap((learner) => [
    ...[2, 7].flatMap((arms) =>
      [false, true].map((resplit) => scenario(learner, { arms, resplit, shared: false, effect: false })),
    ),
    ...[2, 7].map((arms) => scenario(learner, { arms, resplit: false, shared: true, effect: false })),
    ...[false, true].map((shared) => scenario(learner, { arms: 2, resplit: false, shared, effect: true })),
    scenario(learner, { arms: 2, resplit: true, shared: false, effect: true }),
  ])
    .concat([2, 7].flatMap((arms) => [false, true].map((resplit) => weakScenario(arms, resplit))))
    .concat(overlappingScenarios())
    .map((each) => [each.name, each]),
);

function weakScenario(arms: number, resplit: boolean): Scenario {
  const usual = scenario(nearestNeighbours, { arms, resplit, shared: false, effect: false });
  const population = { ...usual.study.population, signal: WEAK_SIGNAL };
  return { ...usual, name: `weak ${usual.name}`, study: { ...usual.study, population } };
}

/** Nothing differs, and data sets favour some arms: where such folds raise most false alarms. */
function overlappingScenarios(): Scenario[] {
  const learners = [nearestNeighbours, 'weak', logisticRegression, ridgeRegression] as const;
  return learners.flatMap((learner) =>
    [2, 7].flatMap((arms) =>
      OVERLAPPING.flatMap(([name, folds, splits, seeds]) =>
        (seeds.length > 2 ? [false, true] : [false]).map((resplit): Scenario => {
          const usual =
            learner === 'weak'
              ? weakScenario(arms, resplit)
              : scenario(learner, { arms, resplit, shared: false, effect: false });
          const [of, ...rest] = usual.name.split('/');
          return {
            ...usual,
            name: [of, rest[0], `${name}, ${rest[1]}`, ...rest.slice(2)].join('/'),
            study: { ...usual.study, folds, splits, seeds: seeds.at(-1)! },
            seeds,
            looks: false,
          };
        }),
      ),
    ),
  );
}

function scenario(
  learner: Learner,
  kind: { arms: number; resplit: boolean; shared: boolean; effect: boolean },
): Scenario {
  const { arms, resplit, shared, effect } = kind;
  const seeds = effect ? [1, 3, 10, 20, 40] : [1, 3, 10];
  const size = EFFECTS[learner.name]![shared ? 'shared' : 'own'];
  const population = {
    arms,
    features: FEATURES,
    shared,
    kind: learner === ridgeRegression ? 'number' : 'classes',
    signal: SIGNAL,
    effect: effect ? size : 0,
  } as const;
  return {
    name: [
      learner.name,
      arms,
      resplit ? 'drawn anew' : 'kept',
      shared ? 'shared' : 'own',
      effect ? 'effect' : 'null',
    ].join('/'),
    study: { learner, population, examples: EXAMPLES, folds: FOLDS, seeds: seeds.at(-1)!, resplit },
    seeds,
    looks: !resplit && learner !== ridgeRegression,
    share: arms > 2 || effect ? 0.5 : 1,
    maximize: learner !== ridgeRegression,
  };
}
