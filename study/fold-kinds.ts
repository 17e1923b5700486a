import type { FoldKind } from '../datasets/spec.ts';
import type { Problem } from './problems.ts';
import { DATASET_SOURCES, tableFile } from './schema/dataset.ts';
import type { StudyFile } from './schema/study.ts';

type Spec = StudyFile['spec'];
type Field = 'repeats' | 'test' | 'groups' | 'file';

/** Fields of folds that are of some kinds alone. */
const OF_KINDS: Readonly<Record<Field, readonly FoldKind[]>> = {
  repeats: ['kfold', 'stratified'],
  test: ['holdout', 'stratified-holdout'],
  groups: ['grouped'],
  file: ['predefined'],
};

/** Fields that a kind cannot be without. */
const NEEDED: Readonly<Partial<Record<FoldKind, Field>>> = { grouped: 'groups', predefined: 'file' };

/** The most folds that a seed of a study is trained on. */
const MOST_FOLDS = 1000;

const at = (field: string) => ['spec', 'folds', field];
const problem = (field: string, message: string, ...also: string[]): Problem => ({
  path: at(field),
  message,
  also: also.map(at),
});

/** What is wrong with the kind of the folds, and with what goes with it. Pure. */
export function kindProblems({ folds, dataset, trainer }: Spec): Problem[] {
  const { kind, count, repeats = 1, shuffle, resplit, groups } = folds;
  const problems = Object.entries(OF_KINDS).flatMap(([field, kinds]) =>
    folds[field as Field] === undefined || kinds.includes(kind)
      ? []
      : [problem(field, `is of kind ${kinds.join(' or ')}, found ${kind}`, 'kind')],
  );
  const needed = NEEDED[kind];
  if (needed && folds[needed] === undefined)
    problems.push(problem('kind', `needs ${needed} beside it`, needed));
  if (repeats > 1 && !shuffle)
    problems.push(problem('repeats', 'needs folds.shuffle: without it all repeats are the same', 'shuffle'));
  if (count * repeats > MOST_FOLDS)
    problems.push(
      problem('repeats', `must make at most ${MOST_FOLDS} folds, makes ${count * repeats}`, 'count'),
    );
  if (kind.endsWith('holdout') && !shuffle)
    problems.push(problem('shuffle', `must be true: a ${kind} is drawn at random`, 'kind'));
  if (resplit && (kind === 'grouped' || kind === 'predefined'))
    problems.push(
      problem('resplit', `cannot be true with kind ${kind}: its folds are the same for each seed`, 'kind'),
    );
  if (groups?.column !== undefined && !tableFile(dataset))
    problems.push(
      problem('groups', 'names a column: it needs dataset.csv or dataset.parquet; otherwise { npy: FILE }'),
    );
  if (
    trainer !== undefined &&
    dataset?.examples === undefined &&
    !namesDataset(dataset) &&
    needsExamples(kind)
  )
    problems.push(
      problem('kind', `cannot be ${kind}, since the study names no dataset, and no number of examples`),
    );
  return problems;
}

const namesDataset = (dataset: Spec['dataset']) =>
  DATASET_SOURCES.some((source) => dataset?.[source] !== undefined);

/** A program with data of its own draws the others itself, by their number. */
const needsExamples = (kind: FoldKind) => kind !== 'kfold' && kind !== 'holdout';
