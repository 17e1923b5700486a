import type { Task } from '../../../datasets/dataset.ts';
import type { FoldsSpec } from '../../../datasets/spec.ts';
import type { ParameterValue } from '../../../study/command/trainer.ts';
import type { CommandArm } from '../../../study/study.ts';

/** Everything that a program is told of its trial: the contents of the file that FANOUT_TRIAL names. */
export interface TrialFile {
  /** Of the form of this file; another number means that members changed their meaning. */
  readonly version: 1;
  readonly run: string;
  /** `arm/fold/seed`. */
  readonly trial: string;
  readonly arm: string;
  readonly levels: CommandArm['levels'];
  readonly parameters: CommandArm['parameters'];
  /** From 0, of `folds`. */
  readonly fold: number;
  readonly folds: number;
  readonly seed: number;
  /** From 1. */
  readonly attempt: number;
  /** Absolute paths: of a directory for this attempt alone, of one that the next attempt finds again. */
  readonly directory: string;
  readonly checkpoint: string;
  /** The file that metrics may be written to, one JSON object a line. */
  readonly metrics: string;
  readonly metricsFrom: 'lines' | 'file' | 'none';
  readonly objective: { readonly metric: string; readonly direction: 'maximize' | 'minimize' };
  /** Files of indices; null where the study does not say how many examples there are. */
  readonly split: TrialSplit | null;
  /**
   * How the folds of this trial are drawn: scikit-learn's KFold(count, shuffle=…, random_state=seed), with
   * `repeats` RepeatedKFold of count / repeats folds; of kind holdout ShuffleSplit(count, test_size=test).
   */
  readonly folding: Pick<FoldsSpec, 'count' | 'shuffle' | 'seed' | 'kind' | 'repeats' | 'test'>;
  readonly dataset: TrialDataset | null;
}

export interface TrialSplit {
  readonly examples: number;
  /** npy files: little-endian int64, ascending. */
  readonly train: string;
  readonly validation: string;
}

/** A dataset that fanout holds, as npy files. */
export interface TrialDataset {
  readonly name: string;
  readonly examples: number;
  readonly task: Task;
  /** Null for a regression, which has none. */
  readonly classes: number | null;
  readonly shape: readonly number[];
  readonly x: string;
  readonly y: string;
}

/**
 * What placeholders in the command and the environment stand for (`TRIAL_PLACEHOLDERS`). A parameter never
 * hides one of the trial's own. Pure.
 */
export function placeholderValues(file: TrialFile): Record<string, ParameterValue> {
  const { seed, fold, folds, trial, arm, run, attempt, directory, checkpoint, metrics } = file;
  return {
    ...file.parameters,
    ...{ seed, fold, folds, trial, arm, run, attempt, directory, checkpoint, metrics },
  };
}

/** The variables of a trial, by name. Pure. */
export function trialVariables(file: TrialFile, path: string): Record<string, string> {
  return {
    FANOUT_RUN: file.run,
    FANOUT_TRIAL_KEY: file.trial,
    FANOUT_ARM: file.arm,
    FANOUT_FOLD: String(file.fold),
    FANOUT_FOLDS: String(file.folds),
    FANOUT_SEED: String(file.seed),
    FANOUT_ATTEMPT: String(file.attempt),
    FANOUT_DIRECTORY: file.directory,
    FANOUT_CHECKPOINT: file.checkpoint,
    FANOUT_METRICS: file.metrics,
    FANOUT_TRIAL: path,
  };
}
