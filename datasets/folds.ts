import { createHash } from 'node:crypto';
import { mersenne } from 'pure-rand/generator/mersenne';
import { FanoutError } from '../proto/errors.ts';
import type { FoldsSpec } from './spec.ts';

/** One fold: which examples validate, and which train. Both ascending. */
export interface Fold {
  readonly validation: Uint32Array;
  readonly train: Uint32Array;
  /** SHA-256 (hex) over the indices as little-endian uint32, in order. */
  readonly validationSha256: string;
  readonly trainSha256: string;
}

/**
 * The folds of a cross-validation, index for index those of scikit-learn's `KFold(count, shuffle=…,
 * random_state=seed)`. Pure. Throws STUDY_INVALID when there are fewer than two folds, or more than examples.
 */
export function makeFolds(examples: number, spec: FoldsSpec): Fold[] {
  return validationParts(examples, spec).map(({ order, part }) => foldOf(order, part));
}

/**
 * One of them, without the work for the others. Pure. Throws STUDY_INVALID as `makeFolds` does, RangeError
 * where there is no such fold.
 */
export function makeFold(examples: number, spec: FoldsSpec, fold: number): Fold {
  const chosen = validationParts(examples, spec)[fold];
  if (!chosen) throw new RangeError(`fold ${fold} is none of ${spec.count}`);
  return foldOf(chosen.order, chosen.part);
}

interface Part {
  /** All examples, in the order that they are cut in; the same array for all parts. */
  readonly order: Uint32Array;
  /** Those that validate in this fold; a view. */
  readonly part: Uint32Array;
}

/**
 * What each fold validates on, as `makeFolds` cuts it, without sorting it and without its checksums. The
 * first `examples % count` folds have one example more. Pure. Throws STUDY_INVALID as `makeFolds` does.
 */
export function validationParts(examples: number, { count, shuffle, seed }: FoldsSpec): Part[] {
  if (count < 2 || count > examples) {
    throw new FanoutError(
      'STUDY_INVALID',
      `folds.count must be 2 to ${examples}, the number of examples, found ${count}`,
      {
        hint: 'choose another number of folds, or more examples',
      },
    );
  }
  const order = Uint32Array.from({ length: examples }, (_, index) => index);
  if (shuffle) shuffleAsNumpy(order, seed);
  const size = Math.floor(examples / count);
  const larger = examples % count;
  return Array.from({ length: count }, (_, fold) => {
    const start = fold * size + Math.min(fold, larger);
    return { order, part: order.subarray(start, start + size + (fold < larger ? 1 : 0)) };
  });
}

/**
 * The folds of a study in the order of its manifest: the same for all seeds, or, with `resplit`, those of
 * each seed, one after the other. Pure. Throws STUDY_INVALID as `makeFolds` does.
 */
export function foldsOfStudy(examples: number, spec: FoldsSpec, seeds: readonly number[]): Fold[] {
  return spec.resplit
    ? seeds.flatMap((seed) => foldsOfSeed(examples, spec, seed))
    : makeFolds(examples, spec);
}

/** The folds that a seed of the study has. Pure. Throws STUDY_INVALID as `makeFolds` does. */
export function foldsOfSeed(examples: number, spec: FoldsSpec, seed: number): Fold[] {
  return makeFolds(examples, splitOf(spec, seed));
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

function foldOf(order: Uint32Array, part: Uint32Array): Fold {
  const chosen = new Uint8Array(order.length);
  for (const index of part) chosen[index] = 1;
  const pick = (wanted: number) =>
    order
      .slice()
      .sort()
      .filter((index) => chosen[index] === wanted);
  const validation = pick(1);
  const train = pick(0);
  return { validation, train, validationSha256: checksum(validation), trainSha256: checksum(train) };
}

/**
 * `numpy.random.RandomState(seed).shuffle`: Fisher–Yates from the end, each index drawn by masking a 32-bit
 * word of MT19937 and rejecting what is too large (numpy/random/src/distributions, random_interval).
 */
export function shuffleAsNumpy(order: Uint32Array, seed: number): void {
  const generator = mersenne(seed);
  for (let last = order.length - 1; last > 0; last--) {
    const mask = 2 ** (32 - Math.clz32(last)) - 1;
    let index: number;
    do index = (generator.next() & mask) >>> 0;
    while (index > last);
    [order[last], order[index]] = [order[index]!, order[last]!];
  }
}

function checksum(indices: Uint32Array): string {
  const bytes = new DataView(new ArrayBuffer(indices.length * 4));
  for (const [position, index] of indices.entries()) bytes.setUint32(position * 4, index, true);
  return createHash('sha256').update(bytes).digest('hex');
}
