import { createHash } from 'node:crypto';
import type { FanoutError } from '../proto/errors.ts';
import { NumpyRandom } from './numpy-random.ts';
import type { FoldsSpec } from './spec.ts';
import { groupedParts } from './splits/grouped.ts';
import { holdoutParts, stratifiedHoldoutParts } from './splits/holdout.ts';
import { kfoldParts } from './splits/kfold.ts';
import { predefinedParts } from './splits/predefined.ts';
import { badSplit, type Part, type SplitData } from './splits/split.ts';
import { stratifiedParts } from './splits/stratified.ts';

/** One fold: which examples validate, and which train. Both ascending. */
export interface Fold {
  readonly validation: Uint32Array;
  readonly train: Uint32Array;
  /** SHA-256 (hex) over the indices as little-endian uint32, in order. */
  readonly validationSha256: string;
  readonly trainSha256: string;
}

/**
 * The folds of a cross-validation, index for index those of scikit-learn: `KFold(count, shuffle=…,
 * random_state=seed)`, or what `kind` names. Pure. Throws STUDY_INVALID when there are fewer than two folds,
 * or more than the examples, their classes or groups allow. A number stands for examples of which nothing is
 * known.
 */
export function makeFolds(data: number | SplitData, spec: FoldsSpec): Fold[] {
  const { examples } = dataOf(data);
  return splitParts(data, spec).map((part) => foldOf(examples, part));
}

/**
 * One of them, without the sorting and the checksums of the others. Pure. Throws STUDY_INVALID as `makeFolds`
 * does, RangeError where there is no such fold.
 */
export function makeFold(data: number | SplitData, spec: FoldsSpec, fold: number): Fold {
  const chosen = splitParts(data, spec)[fold];
  if (!chosen) throw new RangeError(`fold ${fold} is none of ${spec.count}`);
  return foldOf(dataOf(data).examples, chosen);
}

const dataOf = (data: number | SplitData): SplitData =>
  typeof data === 'number' ? { examples: data } : data;

/**
 * What each fold validates and trains on, as `makeFolds` cuts it, without sorting it and without its
 * checksums. Pure. Throws STUDY_INVALID as `makeFolds` does.
 */
export function splitParts(data: number | SplitData, spec: FoldsSpec): Part[] {
  const { examples, classes, groups, folds } = dataOf(data);
  const { kind = 'kfold', count, repeats = 1, shuffle, seed, test = 0.2 } = spec;
  const each = count / repeats;
  const drawn = kind.endsWith('holdout');
  if ((each < 2 && !drawn && kind !== 'predefined') || (each > examples && !drawn))
    throw badCount(examples, each);
  const random = new NumpyRandom(seed);
  const mixed = shuffle ? random : undefined;
  switch (kind) {
    case 'kfold':
      return repeated(repeats, () => kfoldParts(examples, each, mixed));
    case 'stratified':
      return repeated(repeats, () => stratifiedParts(known(classes, kind), each, mixed));
    case 'grouped':
      return groupedParts(known(groups, kind), count);
    case 'holdout':
      return holdoutParts(examples, count, test, random);
    case 'stratified-holdout':
      return stratifiedHoldoutParts(known(classes, kind), count, test, random);
    case 'predefined':
      return predefinedParts(known(folds, kind), count);
  }
}

const repeated = (times: number, parts: () => Part[]) => Array.from({ length: times }, parts).flat();

function badCount(examples: number, count: number): FanoutError {
  return badSplit(
    'count',
    `must be 2 to ${examples}, the number of examples, found ${count}`,
    'choose another number of folds, or more examples',
  );
}

/** What a kind of folds needs to know of each example. */
function known(values: ArrayLike<number> | undefined, kind: string): ArrayLike<number> {
  if (values) return values;
  throw badSplit(
    'kind',
    `cannot be ${kind}, since the study does not say the ${kind === 'grouped' ? 'groups' : 'classes'} of its examples`,
    'name a dataset of classes, or give the folds in a file: folds: { kind: predefined, file: folds.npy }',
  );
}

/**
 * The folds of a study in the order of its manifest: the same for all seeds, or, with `resplit`, those of
 * each seed, one after the other. Pure. Throws STUDY_INVALID as `makeFolds` does.
 */
export function foldsOfStudy(data: number | SplitData, spec: FoldsSpec, seeds: readonly number[]): Fold[] {
  return spec.resplit ? seeds.flatMap((seed) => foldsOfSeed(data, spec, seed)) : makeFolds(data, spec);
}

/** The folds that a seed of the study has. Pure. Throws STUDY_INVALID as `makeFolds` does. */
export function foldsOfSeed(data: number | SplitData, spec: FoldsSpec, seed: number): Fold[] {
  return makeFolds(data, splitOf(spec, seed));
}

/** How the folds are laid for a seed of the study. Pure. */
export function splitOf(spec: FoldsSpec, seed: number): FoldsSpec {
  return spec.resplit ? { ...spec, seed: seedOfSplit(spec.seed, seed) } : spec;
}

/**
 * The seed that the folds of a study's seed are drawn with: the first 32 bits of the SHA-256 of
 * `resplit/FOLDS_SEED/SEED`. Pure.
 */
function seedOfSplit(foldsSeed: number, seed: number): number {
  return createHash('sha256').update(`resplit/${foldsSeed}/${seed}`).digest().readUInt32LE(0);
}

function foldOf(examples: number, part: Part): Fold {
  const validation = part.validation.slice().sort();
  const train = part.train?.slice().sort() ?? othersThan(examples, validation);
  return { validation, train, validationSha256: checksum(validation), trainSha256: checksum(train) };
}

function othersThan(examples: number, chosen: Uint32Array): Uint32Array {
  const there = new Uint8Array(examples);
  for (const index of chosen) there[index] = 1;
  const others = new Uint32Array(examples - chosen.length);
  let next = 0;
  for (let index = 0; index < examples; index++) if (there[index] === 0) others[next++] = index;
  return others;
}

function checksum(indices: Uint32Array): string {
  const bytes = new DataView(new ArrayBuffer(indices.length * 4));
  for (const [position, index] of indices.entries()) bytes.setUint32(position * 4, index, true);
  return createHash('sha256').update(bytes).digest('hex');
}
