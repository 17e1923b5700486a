/** What the rates must be, and whether they are. */
import type { RuleName } from './measure.ts';
import { normalChances, SEEDS } from './normal-model.ts';
import { keyOf, type Rate } from './rates.ts';
import { MOST_LOOKS, type Scenario } from './scenarios.ts';
import type { AllRates } from './tables.ts';

const MOST_FALSE_ALARMS = 0.06;
const LEAST_COVERAGE = 0.93;

/** Lines that say of each bar by how much it holds; two Monte Carlo standard errors are allowed for. Pure. */
export function barLines(scenarios: readonly Scenario[], rates: AllRates): string[] {
  const all = scenarios.flatMap((scenario) => {
    const judged = [
      ...scenario.seeds.map((seeds) => ['verdict', seeds] as [RuleName, number]),
      ...(scenario.looks ? [['verdict, looks', MOST_LOOKS] as [RuleName, number]] : []),
    ];
    return judged.map(([rule, seeds]) => ({
      what: `${scenario.name}, ${rule === 'verdict' ? `${seeds} seeds` : 'looks'}`,
      rates: rates.get(scenario.name)!.get(keyOf(rule, seeds))!,
    }));
  });
  const worst = (name: string, of: (one: (typeof all)[number]) => Rate, bar: number, sign: 1 | -1) => {
    const beyond = [...all].sort((a, b) => sign * (of(b).rate - of(a).rate));
    const failed = beyond.filter((one) => sign * (of(one).rate - bar) > 2 * of(one).error);
    const { rate, error } = of(beyond[0]!);
    return `${failed.length === 0 ? 'holds' : 'FAILS'}: ${name}: ${rate.toFixed(3)} ± ${error.toFixed(3)} (${beyond[0]!.what})${failed
      .slice(0, 8)
      .map((one) => `\n  beyond: ${of(one).rate.toFixed(3)} ± ${of(one).error.toFixed(3)} ${one.what}`)
      .join('')}`;
  };
  const power = normalChances(0.6, 0, 0)[SEEDS.indexOf(20)]!;
  return [
    worst('most false alarms, at most .06', ({ rates }) => rates.falseAlarms, MOST_FALSE_ALARMS, 1),
    worst(
      'least coverage of all pairs at once, at least .93',
      ({ rates }) => rates.allPairs,
      LEAST_COVERAGE,
      -1,
    ),
    worst('least coverage of means, at least .93', ({ rates }) => rates.means, LEAST_COVERAGE, -1),
    ...fallingPower(scenarios, rates),
    `0.6 sd, noise of seeds only, 5 folds × 20 seeds: ${power.toFixed(3)} (bar: .95; no test that keeps 5% has more than .948: upper_bound.py)`,
  ];
}

/** Power may fall with more seeds by no more than chance. */
function fallingPower(scenarios: readonly Scenario[], rates: AllRates): string[] {
  const steps = scenarios
    .filter(({ study }) => study.population.effect > 0)
    .flatMap(({ name, seeds }) =>
      seeds.slice(1).map((more, place) => {
        const before = rates.get(name)!.get(keyOf('verdict', seeds[place]!))!.found;
        const after = rates.get(name)!.get(keyOf('verdict', more))!.found;
        return {
          what: `${name}, ${seeds[place]} to ${more} seeds`,
          by: before.rate - after.rate,
          error: after.error,
        };
      }),
    );
  if (steps.length === 0) return [];
  const [worst] = [...steps].sort((a, b) => b.by - a.by);
  const falls = worst!.by > 2 * worst!.error;
  return [
    `${falls ? 'FAILS' : 'holds'}: power never falls with more seeds; largest fall ${worst!.by.toFixed(3)} ± ${worst!.error.toFixed(3)} (${worst!.what})`,
  ];
}
