/** The results as tables, in the form in which docs/statistics.md has them. */

import type { RuleName } from './measure.ts';
import { keyOf, type Rate, type Rates } from './rates.ts';
import { MOST_LOOKS, type Scenario } from './scenarios.ts';

export type AllRates = ReadonlyMap<string, ReadonlyMap<string, Rates>>;

const three = (value: number) => value.toFixed(3).replace(/^0/, '');

/** Rates at each number of seeds, `.021 / .055 / .048`, and the largest Monte Carlo error of them. */
function bySeeds(
  scenario: Scenario,
  rates: AllRates,
  rule: RuleName,
  of: (rates: Rates) => Rate,
): { readonly text: string; readonly error: number } {
  const own = scenario.seeds.map((seeds) => of(rates.get(scenario.name)!.get(keyOf(rule, seeds))!));
  return {
    text: own.map(({ rate }) => three(rate)).join(' / '),
    error: Math.max(...own.map(({ error }) => error)),
  };
}

function titleOf({ name }: Scenario): string {
  const [learner, arms, , features] = name.split('/');
  return `${learner}, ${arms}${features === 'shared' ? ', same features' : ''}`;
}

const isNull = ({ study }: Scenario) => study.population.effect === 0;

/** False alarms over a whole study and coverage, before and after, by seeds. Pure. */
export function falseAlarmTable(scenarios: readonly Scenario[], rates: AllRates): string[] {
  return [false, true].flatMap((resplit) => [
    `False alarms over a whole study in which nothing differs, ${resplit ? 'folds drawn anew for each seed' : 'the same folds in each seed'}, ` +
      '1 / 3 / 10 seeds; coverage: all intervals of pairs at once, and single intervals of means',
    '',
    '| learner, choices | over all blocks (before) | over fold means | the verdict | ± | pairs covered | means covered | studies |',
    '|---|---|---|---|---|---|---|---|',
    ...scenarios
      .filter(({ study }) => study.population.effect === 0 && !study.splits && study.resplit === resplit)
      .map((scenario) => {
        const alarms = (rule: RuleName) => bySeeds(scenario, rates, rule, ({ falseAlarms }) => falseAlarms);
        const cells = [
          titleOf(scenario),
          alarms('blocks').text,
          resplit ? '–' : alarms('folds').text,
          alarms('verdict').text,
          three(alarms('verdict').error),
          bySeeds(scenario, rates, 'verdict', ({ allPairs }) => allPairs).text,
          bySeeds(scenario, rates, 'verdict', ({ means }) => means).text,
          String(rates.get(scenario.name)!.get(keyOf('verdict', 1))!.studies),
        ];
        return `| ${cells.join(' | ')} |`;
      }),
    '',
  ]);
}

/** False alarms where folds test examples that others test too, by what the folds are. Pure. */
export function overlapTable(scenarios: readonly Scenario[], rates: AllRates): string[] {
  return [
    'False alarms over a whole study in which nothing differs, of folds that test the same examples; as many seeds as there are figures: 1 / 3 / 10',
    '',
    '| learner, choices | folds | over all blocks | over fold means | the verdict | ± | studies |',
    '|---|---|---|---|---|---|---|',
    ...scenarios
      .filter(({ study }) => study.splits)
      .map((scenario) => {
        const alarms = (rule: RuleName) => bySeeds(scenario, rates, rule, ({ falseAlarms }) => falseAlarms);
        const cells = [
          titleOf(scenario),
          scenario.name.split('/')[2]!,
          alarms('blocks').text,
          alarms('folds').text,
          alarms('verdict').text,
          three(alarms('verdict').error),
          String(rates.get(scenario.name)!.get(keyOf('verdict', 1))!.studies),
        ];
        return `| ${cells.join(' | ')} |`;
      }),
  ];
}

/** How often a true difference between two is found, before and after, by seeds; and coverage there. Pure. */
export function powerTable(scenarios: readonly Scenario[], rates: AllRates): string[] {
  return [
    'A true difference between two, found at 1 / 3 / 10 / 20 / 40 seeds; coverage of its interval',
    '',
    '| learner | folds | over all blocks (before) | over fold means | the verdict | ± | covered |',
    '|---|---|---|---|---|---|---|',
    ...scenarios
      .filter((scenario) => !isNull(scenario))
      .map((scenario) => {
        const found = (rule: RuleName) => bySeeds(scenario, rates, rule, (own) => own.found);
        const { resplit } = scenario.study;
        const cells = [
          titleOf(scenario),
          resplit ? 'drawn anew' : 'kept',
          found('blocks').text,
          resplit ? '–' : found('folds').text,
          found('verdict').text,
          three(found('verdict').error),
          bySeeds(scenario, rates, 'verdict', ({ pairs }) => pairs).text,
        ];
        return `| ${cells.join(' | ')} |`;
      }),
  ];
}

/** What looking after each seed does: false alarms and finds, before and after. Pure. */
export function looksTable(scenarios: readonly Scenario[], rates: AllRates): string[] {
  const rate = ({ rate, error }: Rate) => `${three(rate)} ± ${three(error)}`;
  return [
    `Seeds added one at a time with a look after each, at most ${MOST_LOOKS} (--until decided)`,
    '',
    '| learner, choices | true difference | false alarms before | false alarms | found before | found |',
    '|---|---|---|---|---|---|',
    ...scenarios
      .filter(({ looks }) => looks)
      .map((scenario) => {
        const before = rates.get(scenario.name)!.get(keyOf('blocks, looks', MOST_LOOKS))!;
        const after = rates.get(scenario.name)!.get(keyOf('verdict, looks', MOST_LOOKS))!;
        const found = isNull(scenario) ? ['–', '–'] : [rate(before.found), rate(after.found)];
        const alarms = [rate(before.falseAlarms), rate(after.falseAlarms)];
        return `| ${[titleOf(scenario), isNull(scenario) ? 'none' : 'yes', ...alarms, ...found].join(' | ')} |`;
      }),
  ];
}
