/**
 * The resolved study: what a study file means once every default is filled in and every rule is checked. It
 * lays out arms × blocks: what is compared, and what it is compared on. The coordinator makes it
 * (`resolve.ts`), the manifest carries it, the worker obeys it.
 */
import type { DatasetSpec, FoldsSpec } from '../datasets/spec.ts';
import type { Initializer } from '../engines/initializers.ts';
import type { Clip, Decay, Layer, Loss, Optimizer } from '../engines/network.ts';
import type { Metric, Objective } from '../proto/metrics.ts';
import type { CommandTrainer, Parameters } from './command/trainer.ts';
import type { Schedule } from './schedules/rate.ts';

/** One thing that is varied, and its values. */
export interface Factor {
  /** What tables call it: `initializer`, or the last part of the field, `learningRate`. */
  readonly name: string;
  /** The field as the study file has it: `training.optimizer.sgd.learningRate`. */
  readonly field: string;
  /** Names of its values, in the order of the file. */
  readonly levels: readonly string[];
}

/** One combination of the factors' levels: what is compared. */
export interface Arm {
  /**
   * Its name in trial keys, metrics and tables; unlike that of any other arm. Characters: letters, digits,
   * and `-_=.`; at most 256.
   */
  readonly id: string;
  /** What people read: the id, unless the levels can be told better. */
  readonly label: string;
  /** The level of each factor, by the factor's name. */
  readonly levels: Readonly<Record<string, string>>;
}

/** An arm of a study that the built-in network trains. */
export interface NetworkArm extends Arm {
  /** What it has in place of the study's settings. */
  readonly settings: Partial<ArmSettings>;
}

/** An arm of a study that a program of the user's own trains. */
export interface CommandArm extends Arm {
  /** All parameters of its trials by their names: those of the study, with the arm's own in their place. */
  readonly parameters: Parameters;
}

/** How a trial is trained. */
export interface ArmSettings {
  readonly initializer: Initializer;
  /**
   * `hidden`: every layer but the output gets the initializer, the output gets glorot_uniform; `all`: every
   * layer.
   */
  readonly initialize: 'hidden' | 'all';
  /** `units: classes` is already replaced by the dataset's number of classes. */
  readonly model: readonly Layer[];
  readonly training: Training;
}

export interface Training {
  readonly optimizer: Optimizer;
  /** What the learning rate is multiplied by from step to step; absent: 1. */
  readonly schedule?: Schedule;
  /** Absent: categorical cross-entropy, or of a regression the mean squared error. */
  readonly loss?: Loss;
  readonly weightDecay?: Decay;
  readonly clip?: Clip;
  /** Batches whose mean gradient makes one update; absent: 1. */
  readonly accumulate?: number;
  /** Absent: each trial trains all its epochs. */
  readonly earlyStopping?: EarlyStopping;
  /** What is done to training images, in this order; absent: nothing. */
  readonly augment?: readonly Augmentation[];
  /**
   * Examples per step, 1 … the size of the smallest training fold. The last batch of an epoch may be smaller,
   * as in Keras.
   */
  readonly batchSize: number;
  readonly epochs: number;
}

/** When a trial has trained enough: by a metric of training examples that are held out for it. */
export interface EarlyStopping {
  readonly metric: string;
  /** Epochs in a row without an improvement, after which a trial stops. */
  readonly patience: number;
  /** What is no improvement yet. */
  readonly minDelta: number;
  /** Whether a trial counts as it was after its best epoch. */
  readonly restoreBest: boolean;
  /** Of a fold's training examples, more than 0 … 0.5: not trained on. */
  readonly share: number;
}

/** How training examples are changed at random: one of `worker/trainers/network/augment/`, by its name. */
export interface Augmentation {
  readonly kind: string;
  readonly settings: Readonly<Record<string, number>>;
}

/** What every study has, whatever trains it. */
interface StudyBase {
  readonly name: string;
  /** What is varied: at least one, at most four. */
  readonly factors: readonly Factor[];
  /** What is compared: the columns of the grid. */
  readonly arms: readonly Arm[];
  /** The id of the arm that the others are compared with, where the study names one. */
  readonly control?: string;
  readonly folds: FoldsSpec;
  readonly seeds: readonly number[];
  /** What each trial reports, by name. */
  readonly metrics: readonly Metric[];
  /** What the study decides by. */
  readonly objective: Objective;
  /** How trials are saved while they are trained; absent: as each trainer does it by itself. */
  readonly checkpoint?: CheckpointSpec;
}

/** How trials are saved while they are trained. */
export interface CheckpointSpec {
  /** The least time between two checkpoints of a trial: seconds. */
  readonly every: number;
}

/** A study whose trials the built-in network trains. */
export interface NetworkStudy extends StudyBase {
  readonly trainer?: undefined;
  readonly dataset: DatasetSpec;
  readonly arms: readonly NetworkArm[];
  /** What every arm has that does not say otherwise. */
  readonly settings: ArmSettings;
}

/**
 * A study whose trials a program of the user's own trains. Its trials report the objective, and what else
 * they want.
 */
export interface CommandStudy extends StudyBase {
  readonly trainer: CommandTrainer;
  readonly arms: readonly CommandArm[];
  /** What fanout hands to the program; absent: the program has its own data. */
  readonly dataset?: DatasetSpec;
  /** How many examples the program's own data has, where the study says so: the folds are laid over them. */
  readonly examples?: number;
}

/** A study, resolved and frozen. */
export type Study = NetworkStudy | CommandStudy;

/** Whether the built-in network trains a study. Pure. */
export function isNetworkStudy(study: Study): study is NetworkStudy {
  return study.trainer === undefined;
}

/** How the trials of an arm are trained: the study's settings, with the arm's own in their place. Pure. */
export function settingsOf(
  { settings }: Pick<NetworkStudy, 'settings'>,
  arm: Pick<NetworkArm, 'settings'>,
): ArmSettings {
  return { ...settings, ...arm.settings };
}

/** The most epochs of a trial. */
export const EPOCH_LIMIT = 10_000;

/**
 * The epochs that each arm trains, in the order of the arms. Of a program those that its parameter `epochs`
 * says, where that is a whole number above 0; undefined where nobody knows beforehand. Pure.
 */
export function epochsOfArms(study: Study): readonly (number | undefined)[] {
  return isNetworkStudy(study)
    ? study.arms.map((arm) => settingsOf(study, arm).training.epochs)
    : study.arms.map(({ parameters: { epochs } }) =>
        typeof epochs === 'number' && Number.isInteger(epochs) && epochs > 0 ? epochs : undefined,
      );
}

/** The epochs of the arm that trains longest, of those that are known; undefined where none is. Pure. */
export function mostEpochs(study: Study): number | undefined {
  const known = epochsOfArms(study).filter((epochs) => epochs !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/**
 * Arms whose settings have the same key can be trained in one graph: they differ in nothing but their first
 * weights. Pure.
 */
export function graphKey({ model, training }: Pick<ArmSettings, 'model' | 'training'>): string {
  return JSON.stringify([model, training]);
}
