/**
 * The resolved study: what a study file means once every default is filled in and every rule is checked. It
 * lays out arms × blocks: what is compared, and what it is compared on. The coordinator makes it
 * (`resolve.ts`), the manifest carries it, the worker obeys it.
 */
import type { DatasetSpec, FoldsSpec } from '../datasets/spec.ts';
import type { Initializer } from '../engines/initializers.ts';
import type { Layer, Optimizer } from '../engines/network.ts';
import type { Metric, Objective } from '../proto/metrics.ts';

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
  /** What it has in place of the study's settings. */
  readonly settings: Partial<ArmSettings>;
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
  /**
   * Examples per step, 1 … the size of the smallest training fold. The last batch of an epoch may be smaller,
   * as in Keras.
   */
  readonly batchSize: number;
  readonly epochs: number;
}

/** A study, resolved and frozen. */
export interface Study {
  readonly name: string;
  readonly dataset: DatasetSpec;
  /** What is varied: at least one, at most four. */
  readonly factors: readonly Factor[];
  /** What is compared: the columns of the grid. */
  readonly arms: readonly Arm[];
  /** The id of the arm that the others are compared with, where the study names one. */
  readonly control?: string;
  /** What every arm has that does not say otherwise. */
  readonly settings: ArmSettings;
  readonly folds: FoldsSpec;
  readonly seeds: readonly number[];
  /** What each trial reports, by name. */
  readonly metrics: readonly Metric[];
  /** What the study decides by. */
  readonly objective: Objective;
}

/** How the trials of an arm are trained: the study's settings, with the arm's own in their place. Pure. */
export function settingsOf({ settings }: Pick<Study, 'settings'>, arm: Pick<Arm, 'settings'>): ArmSettings {
  return { ...settings, ...arm.settings };
}

/** The epochs of the arm that trains longest: whoever has room for these has room for every trial. Pure. */
export function mostEpochs(study: Pick<Study, 'settings' | 'arms'>): number {
  return Math.max(...study.arms.map((arm) => settingsOf(study, arm).training.epochs));
}

/**
 * Arms whose settings have the same key can be trained in one graph: they differ in nothing but their first
 * weights. Pure.
 */
export function graphKey({ model, training }: Pick<ArmSettings, 'model' | 'training'>): string {
  return JSON.stringify([model, training]);
}
