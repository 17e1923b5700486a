import { Command } from 'commander';
import { differences, layOut } from '../../analysis/blocks.ts';
import { power, seedsNeeded } from '../../analysis/power.ts';
import { median, stddev } from '../../analysis/sample.ts';
import { FanoutError } from '../../proto/errors.ts';
import { percent, percentagePoints } from '../../report/wording/numbers.ts';
import { fraction } from '../options.ts';
import { loadResults } from '../results/load.ts';
import { findRun } from '../run/directory.ts';
import { readStudy } from '../study/read.ts';

interface Options {
  readonly pilot: string;
  readonly difference: number;
  readonly power: number;
  readonly out: string;
}

/** `fanout plan STUDY --pilot RUN`: how many seeds the study needs to find a difference, from a pilot run's spread. */
export function planCommand(): Command {
  return new Command('plan')
    .description('how many seeds a study needs, from a pilot run')
    .argument('<study>', 'a study file')
    .requiredOption('--pilot <run>', 'a finished run of the same kind: its id or directory')
    .option('--difference <size>', 'difference in accuracy to find', fraction(1), 0.005)
    .option('--power <rate>', 'chance of finding it', fraction(1), 0.8)
    .option('--out <dir>', 'where runs are kept', 'runs')
    .action(async (path: string, options: Options) => {
      const { study } = await readStudy(path, []);
      const { results, verdict } = await loadResults(findRun(options.out, options.pilot));
      const learners = verdict.groups.filter(({ atChance }) => !atChance).map(({ group }) => group);
      const blocks = layOut(
        results.flatMap(({ initializer, fold, seed, accuracy }) =>
          accuracy === null ? [] : [{ group: initializer, fold, seed, value: accuracy }],
        ),
      );
      const spreads = learners
        .flatMap((a, index) => learners.slice(index + 1).map((b) => stddev(differences(blocks, a, b))))
        .filter(Number.isFinite);
      if (spreads.length === 0) {
        throw new FanoutError(
          'USAGE',
          `run ${options.pilot} has no two choices that learned on two blocks: nothing to measure a spread from`,
          {
            hint: 'take another pilot run',
          },
        );
      }
      const { count } = study.folds;
      const pairs = (study.initializers.length * (study.initializers.length - 1)) / 2;
      const plan = {
        difference: options.difference,
        spread: median(spreads),
        folds: count,
        testToTrain: 1 / (count - 1),
        alpha: study.verdict.alpha / Math.max(1, pairs),
        power: options.power,
      };
      process.stdout.write(`${answer(plan, pairs, study.seeds.length).join('\n')}\n`);
    });
}

function answer(plan: Parameters<typeof seedsNeeded>[0], pairs: number, seedsNow: number): string[] {
  const now = power(plan.difference, plan.spread, plan.folds * seedsNow, plan.testToTrain, plan.alpha);
  const seeds = seedsNeeded(plan);
  return [
    `Differences between choices spread by ${percentagePoints(plan.spread)} from block to block (median of the pilot's pairs).`,
    `With ${plan.folds} folds and ${seedsNow} ${seedsNow === 1 ? 'seed' : 'seeds'} the study finds a difference of ${percentagePoints(plan.difference)} with ${percent(now, 0)} power, at alpha ${plan.alpha.toPrecision(2)} for each of ${pairs} pairs.`,
    seeds === undefined
      ? 'No number of seeds reaches the power wanted: the training sets of the folds overlap, and more seeds do not change that. Use more data, more folds, or look for a larger difference.'
      : `It needs ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} for ${percent(plan.power, 0)} power.`,
  ];
}
