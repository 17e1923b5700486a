import { Command } from 'commander';
import { measurePilot } from '../../analysis/pilot.ts';
import { describeDataset } from '../../datasets/load.ts';
import { FanoutError } from '../../proto/errors.ts';
import { metricOf } from '../../proto/metrics.ts';
import { testsOverlap } from '../../study/folds.ts';
import { MOST_TRIALS } from '../../study/grid.ts';
import { ownData } from '../../study/manifest.ts';
import type { DatasetFacts } from '../../study/resolve.ts';
import { MOST_SEEDS } from '../../study/schema/study.ts';
import type { Study } from '../../study/study.ts';
import { positiveNumber } from '../options.ts';
import { linesOf } from '../prose.ts';
import { loadManifest, loadResults } from '../results/load.ts';
import { findRun } from '../run/directory.ts';
import { readStudy } from '../study/read.ts';
import { mustBeOfTheSameKind } from './pilot-kind.ts';
import { planText } from './plan-text.ts';

interface Options {
  readonly pilot: string;
  readonly difference?: number;
  readonly power: number;
  readonly out: string;
}

/** Characters of a line, where the terminal is not narrower. */
const WIDEST = 100;

/**
 * `fanout plan STUDY --pilot RUN`: how many seeds the study needs to find a difference, from what differences
 * vary with in a pilot run.
 */
export function planCommand(): Command {
  return new Command('plan')
    .description('how many seeds a study needs, from a pilot run')
    .argument('<study>', 'a study file')
    .requiredOption('--pilot <run>', 'a finished run of the same kind: its id or directory')
    .option(
      '--difference <size>',
      'difference to find, of the metric that the study decides by (default: its margin)',
      positiveNumber(Number.MAX_VALUE),
    )
    .option('--power <rate>', 'chance of finding it', positiveNumber(1), 0.8)
    .option('--out <dir>', 'where runs are kept', 'runs')
    .action(async (path: string, options: Options) => {
      const lines = await plan(path, options);
      const width = Math.min(WIDEST, process.stdout.columns ?? WIDEST);
      const wrapped = lines.flatMap((line) => (line.startsWith(' ') ? [line] : linesOf(line, width)));
      process.stdout.write(`${wrapped.join('\n')}\n`);
    });
}

async function plan(path: string, { pilot: run, out, power, difference }: Options): Promise<string[]> {
  const { study } = await readStudy(path, []);
  const directory = findRun(out, run);
  const { results, verdict, resplit, oneSplit } = await loadResults(directory);
  const facts = await factsOf(study);
  const manifest = await loadManifest(directory);
  mustBeOfTheSameKind({ study, facts }, manifest);
  if (testsOverlap(study.folds))
    throw new FanoutError(
      'USAGE',
      'a plan is made for folds that test examples of their own, and these overlap',
      {
        hint: 'plan with --set folds.kind=kfold, without repeats',
      },
    );
  const { metric, margin, alpha } = study.objective;
  const learners = verdict.groups.filter(({ chanceLevel }) => !chanceLevel).map(({ group }) => group);
  const observations = results.flatMap(({ arm, fold, seed, metrics }) => {
    const value = metrics[metric];
    return value === undefined ? [] : [{ group: arm, fold, seed, value }];
  });
  const pilot = measurePilot(observations, learners, resplit === true, oneSplit === true);
  if (pilot === undefined) {
    const message = `run ${run} has no two arms that learned on two ${oneSplit ? 'seeds' : 'folds'}: nothing to measure a spread from`;
    throw new FanoutError('USAGE', message, { hint: 'take another pilot run' });
  }
  const pairs = (study.arms.length * (study.arms.length - 1)) / 2;
  const { count: folds, resplit: anew } = study.folds;
  return planText({
    pilot,
    study: {
      ...{ folds, seeds: study.seeds.length, resplit: anew === true },
      alpha: alpha / Math.max(1, pairs),
    },
    pairs,
    difference: difference ?? margin,
    scale: metricOf(study.metrics, metric).scale,
    wanted: power,
    timesData: facts && manifest.dataset ? facts.examples / manifest.dataset.examples : 1,
    mostSeeds: Math.min(MOST_SEEDS, Math.floor(MOST_TRIALS / (study.arms.length * folds))),
  });
}

/** What is known of the data of a study; undefined where a program has its own and says nothing of it. */
async function factsOf(study: Study): Promise<DatasetFacts | undefined> {
  if (study.dataset === undefined) return ownData(study);
  const facts = await describeDataset(study.dataset);
  return { ...facts, examples: Math.min(study.dataset.examples ?? facts.examples, facts.examples) };
}
