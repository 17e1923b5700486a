import { Command } from 'commander';
import { measurePilot } from '../../analysis/pilot.ts';
import { FanoutError } from '../../proto/errors.ts';
import { positiveNumber } from '../options.ts';
import { loadResults } from '../results/load.ts';
import { findRun } from '../run/directory.ts';
import { readStudy } from '../study/read.ts';
import { planText } from './plan-text.ts';

interface Options {
  readonly pilot: string;
  readonly difference: number;
  readonly power: number;
  readonly out: string;
}

/**
 * `fanout plan STUDY --pilot RUN`: how many seeds the study needs to find a difference, from what differences
 * vary with in a pilot run.
 */
export function planCommand(): Command {
  return new Command('plan')
    .description('how many seeds a study needs, from a pilot run')
    .argument('<study>', 'a study file')
    .requiredOption('--pilot <run>', 'a finished run of the same kind: its id or directory')
    .option('--difference <size>', 'difference in accuracy to find', positiveNumber(1), 0.005)
    .option('--power <rate>', 'chance of finding it', positiveNumber(1), 0.8)
    .option('--out <dir>', 'where runs are kept', 'runs')
    .action(async (path: string, options: Options) => {
      const { study } = await readStudy(path, []);
      const { results, verdict, resplit } = await loadResults(findRun(options.out, options.pilot));
      const learners = verdict.groups.filter(({ chanceLevel }) => !chanceLevel).map(({ group }) => group);
      const observations = results.flatMap(({ arm, fold, seed, metrics }) => {
        const value = metrics[study.objective.metric];
        return value === undefined ? [] : [{ group: arm, fold, seed, value }];
      });
      const pilot = measurePilot(observations, learners, resplit === true);
      if (pilot === undefined) {
        throw new FanoutError(
          'USAGE',
          `run ${options.pilot} has no two choices that learned on two folds: nothing to measure a spread from`,
          {
            hint: 'take another pilot run',
          },
        );
      }
      const pairs = (study.arms.length * (study.arms.length - 1)) / 2;
      const lines = planText({
        pilot,
        study: {
          folds: study.folds.count,
          seeds: study.seeds.length,
          resplit: study.folds.resplit === true,
          alpha: study.objective.alpha / Math.max(1, pairs),
        },
        pairs,
        difference: options.difference,
        wanted: options.power,
      });
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}
