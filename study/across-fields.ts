/**
 * The rules of a study that are about more than one field. Each problem stands at one of them and names the
 * others, so that it can be told which argument of the command line has broken the rule.
 */
import { initializerProblems } from './arms/initializers.ts';
import { armProblems, brokenByArms } from './arms/problems.ts';
import { commandProblems } from './command/problems.ts';
import { splitProblems } from './folds.ts';
import { offeredMetrics } from './metrics.ts';
import { modelProblems } from './model-problems.ts';
import { objectiveProblems } from './objective.ts';
import type { Problem } from './problems.ts';
import type { DatasetFacts } from './resolve.ts';
import { namesSource } from './resolve.ts';
import { DATASET_SOURCES } from './schema/dataset.ts';
import { isCommandFile, type StudyFile } from './schema/study.ts';
import { trainingProblems } from './training-problems.ts';

/** The rules of a file that go beyond a single field, and need nothing but the file. Pure. */
export function fileProblems(file: StudyFile): Problem[] {
  if (isCommandFile(file)) return [...splitProblems(file), ...commandProblems(file)];
  return [
    ...sourceProblems(file),
    ...initializerProblems(file),
    ...splitProblems(file),
    ...armProblems(file),
  ];
}

/** A network's data must be named. */
function sourceProblems({ spec: { dataset } }: StudyFile): Problem[] {
  if (dataset && namesSource(dataset)) return [];
  const message = dataset
    ? 'must have name, npy, csv, parquet or shards: examples alone is for a program that has its own data'
    : 'is required: { name: mnist }, or your own; without one, trainer must name a program';
  return [{ path: ['spec', 'dataset'], message, also: [['spec', 'trainer']] }];
}

/** The rules of a file that need the facts of its dataset; absent where a program has its own. Pure. */
export function factProblems(file: StudyFile, facts: DatasetFacts | undefined): Problem[] {
  if (isCommandFile(file)) return foldSizeProblems(file, facts);
  if (!facts) return [];
  if (facts.task !== 'regression' && file.spec.dataset?.normalize === 'inputs-and-targets')
    return [TARGETS_ARE_CLASSES];
  const rules = (each: StudyFile) => [...sizeProblems(each, facts), ...modelProblems(each, facts)];
  return [...rules(file), ...objectiveProblems(file, offeredMetrics(facts)), ...brokenByArms(file, rules)];
}

const TARGETS_ARE_CLASSES: Problem = {
  path: ['spec', 'dataset', 'normalize'],
  message: 'must be inputs or none: the targets of this dataset are classes',
  also: [
    ['spec', 'dataset', 'task'],
    ['spec', 'dataset', 'target'],
  ],
};

/** What says which dataset it is. */
const SOURCE = DATASET_SOURCES.map((field) => ['spec', 'dataset', field]);
const EXAMPLES = ['spec', 'dataset', 'examples'];

/** The most examples that a study may say a program has: the folds of more do not fit into memory. */
const MOST_EXAMPLES = 100_000_000;

/** More examples than there are, or than can be split, or fewer than folds. */
function foldSizeProblems({ spec }: StudyFile, facts: DatasetFacts | undefined): Problem[] {
  const wanted = spec.dataset?.examples;
  if (facts === undefined && wanted !== undefined && wanted > MOST_EXAMPLES)
    return [
      {
        path: EXAMPLES,
        message: `must be at most ${MOST_EXAMPLES}, found ${wanted}: leave it out, and have the program split its data itself`,
      },
    ];
  const examples = Math.min(wanted ?? Infinity, facts?.examples ?? Infinity);
  const { count } = spec.folds;
  const problems: Problem[] = [];
  if (facts !== undefined && wanted !== undefined && wanted > facts.examples) {
    problems.push({
      path: EXAMPLES,
      message: `must be at most ${facts.examples}, the dataset's size, found ${wanted}`,
      also: SOURCE,
    });
  }
  if (count > examples && !spec.folds.kind.endsWith('holdout')) {
    problems.push({
      path: ['spec', 'folds', 'count'],
      message: `must be at most the number of examples, ${examples}, found ${count}`,
      also: [EXAMPLES, ...SOURCE],
    });
  }
  return problems;
}

function sizeProblems(file: StudyFile, facts: DatasetFacts): Problem[] {
  const { spec } = file;
  const examples = Math.min(spec.dataset?.examples ?? facts.examples, facts.examples);
  const problems = foldSizeProblems(file, facts);
  const training = smallestTraining(spec.folds, examples);
  if (training !== undefined) problems.push(...trainingProblems(file, training, facts));
  if (training !== undefined && spec.training.batchSize > training) {
    problems.push({
      path: ['spec', 'training', 'batchSize'],
      message: `must be at most ${training}, the examples that the smallest training fold has, found ${spec.training.batchSize}`,
      also: [['spec', 'folds', 'count'], EXAMPLES, ...SOURCE],
    });
  }
  return problems;
}

/** Examples of the smallest training fold; undefined where files and groups decide it. Pure. */
function smallestTraining(
  { kind, count, test = 0.2 }: StudyFile['spec']['folds'],
  examples: number,
): number | undefined {
  if (kind === 'grouped' || kind === 'predefined') return undefined;
  if (kind.endsWith('holdout')) return examples - Math.ceil(test * examples);
  return count > 1 && count <= examples ? examples - Math.ceil(examples / count) : undefined;
}
