import type { Observation } from '../../../analysis/blocks.ts';
import { type SimulatedStudy, simulateStudy } from '../../../analysis/simulation/cross-validate.ts';
import { Draws } from '../../../analysis/simulation/draws.ts';
import type { VerdictOptions } from '../../../analysis/verdict.ts';
import {
  overBlocks,
  overBlocksWithLooks,
  overFolds,
  type Rule,
  type Said,
  verdict,
  verdictWithLooks,
} from './rules.ts';
import { MOST_LOOKS, type Scenario } from './scenarios.ts';

/** What one rule said of one simulated study, at a number of seeds. */
export interface Judged extends Said {
  readonly rule: RuleName;
  readonly seeds: number;
}
export type RuleName = 'blocks' | 'folds' | 'verdict' | 'blocks, looks' | 'verdict, looks';

const RULES: readonly [RuleName, Rule][] = [
  ['blocks', overBlocks],
  ['folds', overFolds],
  ['verdict', verdict],
];
const WITH_LOOKS: readonly [RuleName, Rule][] = [
  ['blocks, looks', overBlocksWithLooks(MOST_LOOKS)],
  ['verdict, looks', verdictWithLooks(MOST_LOOKS)],
];

/** How the product is asked about a scenario's studies. Pure. */
export function optionsOf({ study, maximize }: Scenario): VerdictOptions {
  return {
    margin: 1e-9,
    alpha: 0.05,
    testToTrain: testToTrainOf(study),
    resplit: study.resplit,
    testsOverlap: study.splits !== undefined,
    maximize,
    unit: 'value',
  };
}

/** Test over training examples of one fold, whatever folds stand beside it. */
function testToTrainOf({ folds, splits = { repeats: 1 } }: SimulatedStudy): number {
  return 'holdout' in splits ? splits.holdout / (1 - splits.holdout) : 1 / (folds / splits.repeats - 1);
}

/** Simulates one study of the scenario. Pure. */
export function outcomesOf(scenario: Scenario, seed: number): Observation[] {
  return simulateStudy(scenario.study, new Draws(seed));
}

/** What each rule says of a simulated study at each number of seeds. Pure. */
export function judgeOne(scenario: Scenario, rows: readonly Observation[]): Judged[] {
  const options = optionsOf(scenario);
  const first = (count: number) => rows.filter((row) => row.seed <= count);
  const judge = (rules: readonly [RuleName, Rule][], seeds: number) =>
    rules.map(([name, rule]) => ({ rule: name, seeds, ...rule(first(seeds), options) }));
  return [
    ...scenario.seeds.flatMap((count) => judge(RULES, count)),
    ...(scenario.looks ? judge(WITH_LOOKS, MOST_LOOKS) : []),
  ];
}
