import { simulateStudy } from '../../../analysis/simulation/cross-validate.ts';
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
    testToTrain: 1 / (study.folds - 1),
    resplit: study.resplit,
    maximize,
    unit: 'value',
  };
}

/** Simulates one study of the scenario, and what each rule says of it at each number of seeds. */
export function judgeOne(scenario: Scenario, seed: number): Judged[] {
  const rows = simulateStudy(scenario.study, new Draws(seed));
  const options = optionsOf(scenario);
  const first = (count: number) => rows.filter((row) => row.seed <= count);
  const judge = (rules: readonly [RuleName, Rule][], seeds: number) =>
    rules.map(([name, rule]) => ({ rule: name, seeds, ...rule(first(seeds), options) }));
  return [
    ...scenario.seeds.flatMap((count) => judge(RULES, count)),
    ...(scenario.looks ? judge(WITH_LOOKS, MOST_LOOKS) : []),
  ];
}
