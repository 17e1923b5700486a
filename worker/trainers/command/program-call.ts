/** What the program of an attempt is started with. All pure. */
import { splitOf } from '../../../datasets/folds.ts';
import { fill } from '../../../study/command/placeholders.ts';
import { armAt, type Trial } from '../../../study/grid.ts';
import type { CommandArm } from '../../../study/study.ts';
import { programEnvironment } from './environment.ts';
import type { AttemptPlaces } from './places.ts';
import type { ProgramCall } from './program.ts';
import type { Setting } from './setting.ts';
import type { SplitFiles } from './split-files.ts';
import { placeholderValues, type TrialFile, trialVariables } from './trial-file.ts';

/** Everything that the program is told of its trial. */
export function trialFileOf(
  { manifest: { run, study }, dataset }: Pick<Setting, 'manifest' | 'dataset'>,
  trial: Trial,
  attempt: number,
  places: AttemptPlaces,
  split: SplitFiles | undefined,
): TrialFile {
  const { levels, parameters } = armAt(study, trial.index) as CommandArm;
  const { count, shuffle, seed, kind, repeats, test } = splitOf(study.folds, trial.seed);
  return {
    version: 1,
    ...{ run, trial: trial.key, arm: trial.arm, levels, parameters },
    ...{ fold: trial.fold, folds: study.folds.count, seed: trial.seed, attempt },
    ...{ directory: places.directory, checkpoint: places.checkpoint, metrics: places.metrics },
    metricsFrom: study.trainer.metrics,
    objective: { metric: study.objective.metric, direction: study.objective.direction },
    split: split ? { examples: split.examples, train: split.train, validation: split.validation } : null,
    folding: {
      ...{ count, shuffle, seed },
      ...(kind === undefined ? {} : { kind }),
      ...(repeats === undefined ? {} : { repeats }),
      ...(test === undefined ? {} : { test }),
    },
    dataset,
  };
}

/** The program with its arguments and its environment, every placeholder filled. */
export function programCall(
  { manifest: { study }, inherited, threads, gpus }: Setting,
  file: TrialFile,
  places: AttemptPlaces,
): ProgramCall {
  const values = placeholderValues(file);
  const { command, directory, environment: own } = study.trainer;
  return {
    command: command.map((argument) => fill(argument, values)),
    directory,
    environment: programEnvironment({
      inherited,
      trial: { ...trialVariables(file, places.trialFile), FANOUT_MARK: places.mark },
      threads,
      gpus,
      study: Object.fromEntries(Object.entries(own).map(([name, value]) => [name, fill(value, values)])),
    }),
    mark: places.mark,
  };
}
