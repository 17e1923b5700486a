import { dirname, resolve } from 'node:path';
import type { DatasetSpec } from '../datasets/spec.ts';
import { FanoutError } from '../proto/errors.ts';
import { comparedBy } from './arms/arms.ts';
import { commandArms, commandFactors } from './command/arms.ts';
import { commandMetric, commandObjective } from './command/objective.ts';
import type { CommandTrainer } from './command/trainer.ts';
import { resolveDataset } from './dataset.ts';
import type { DatasetFacts } from './facts.ts';
import { resolveFolds } from './folds.ts';
import { reportedMetrics } from './metrics.ts';
import { objectiveOf } from './objective.ts';
import { DATASET_SOURCES } from './schema/dataset.ts';
import { type CommandFile, isCommandFile, type StudyFile } from './schema/study.ts';
import type { CommandStudy, NetworkStudy, Study } from './study.ts';

export type { DatasetFacts };

type DatasetFile = NonNullable<StudyFile['spec']['dataset']>;

/**
 * Where the examples come from; undefined where a program has its own. Relative paths count from the study
 * file. Pure.
 */
export function datasetOf(
  { spec: { dataset, folds } }: StudyFile,
  studyPath: string,
): DatasetSpec | undefined {
  if (!dataset || !namesSource(dataset)) return undefined;
  return resolveDataset(dataset, { studyPath, groupColumn: folds.groups?.column });
}

/** Whether it says which examples, and not only how many. Pure. */
export function namesSource(dataset: DatasetFile): boolean {
  return DATASET_SOURCES.some((source) => dataset[source] !== undefined);
}

/**
 * The study that a checked file means. Call it only with a file that `fileProblems` and `factProblems` have
 * nothing against. Pure.
 */
export function resolveStudy(
  file: StudyFile,
  {
    dataset,
    facts,
    source,
    inContainers = false,
  }: {
    readonly dataset?: DatasetSpec | undefined;
    readonly facts?: DatasetFacts | undefined;
    readonly source: string;
    readonly inContainers?: boolean;
  },
): Study {
  if (isCommandFile(file)) return deepFreeze(commandStudy(file, dataset, source, inContainers));
  if (!dataset || !facts) throw new FanoutError('INTERNAL', 'a network is to be trained on no dataset');
  return deepFreeze(networkStudy(file, dataset, facts, source));
}

function networkStudy(
  file: StudyFile,
  dataset: DatasetSpec,
  facts: DatasetFacts,
  source: string,
): NetworkStudy {
  const { spec } = file;
  const metrics = reportedMetrics(facts, spec.objective?.metric);
  return {
    name: file.metadata.name,
    dataset,
    ...comparedBy(file, facts),
    ...(spec.control === undefined ? {} : { control: spec.control }),
    folds: resolveFolds(spec.folds, source),
    seeds: spec.seeds,
    ...(spec.checkpoint === undefined ? {} : { checkpoint: spec.checkpoint }),
    metrics,
    objective: objectiveOf(spec, metrics),
  };
}

function commandStudy(
  file: CommandFile,
  dataset: DatasetSpec | undefined,
  source: string,
  inContainers: boolean,
): CommandStudy {
  const folder = inContainers ? undefined : dirname(source);
  const { spec } = file;
  const examples = spec.dataset?.examples;
  return {
    name: file.metadata.name,
    trainer: commandTrainer(spec, folder),
    ...(dataset === undefined ? {} : { dataset }),
    ...(dataset !== undefined || examples === undefined ? {} : { examples }),
    factors: commandFactors(file),
    arms: commandArms(file),
    ...(spec.control === undefined ? {} : { control: spec.control }),
    folds: resolveFolds(spec.folds, source),
    seeds: spec.seeds,
    ...(spec.checkpoint === undefined ? {} : { checkpoint: spec.checkpoint }),
    metrics: [commandMetric(file)],
    objective: commandObjective(file),
  };
}

/** The program, with what the file leaves open. `folder`: what its directory counts from. */
function commandTrainer(
  { trainer, objective }: CommandFile['spec'],
  folder: string | undefined,
): CommandTrainer {
  const { timeout, quiet, metrics, directory, concurrency, image, parameters: _, ...same } = trainer;
  const { perGpu, perMachine } = concurrency;
  return {
    kind: 'command',
    ...same,
    directory: folder === undefined ? directory : resolve(folder, directory),
    metrics: metrics.from,
    of: objective?.of ?? 'last',
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    quietSeconds: quiet,
    concurrency: { perGpu, ...(perMachine === undefined ? {} : { perMachine }) },
    ...(image === undefined ? {} : { image }),
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
