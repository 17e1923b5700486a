/**
 * What a fold does to its examples before they are trained on: statistics of its training examples alone fill
 * what is missing, and normalise. All in double precision, rounded to float32 once.
 */
import { type Dataset, targetsPerExample } from './dataset.ts';
import type { Fold } from './folds.ts';
import { type Moments, MomentsGatherer } from './moments.ts';

export interface Preparation {
  /** By feature: what a missing value becomes; absent: none is missing. */
  readonly fill?: ReadonlyMap<number, number>;
  /** Of each channel of an image, or feature of a table; absent: values stay as they are. */
  readonly inputs?: Moments;
  /** Of each target of a regression; absent: targets stay as they are. */
  readonly targets?: Moments;
}

/** Whether there is anything to do. Pure. */
export function needsPreparation({ gaps, normalize }: Pick<Dataset, 'gaps' | 'normalize'>): boolean {
  return normalize !== undefined || (gaps ?? []).length > 0;
}

/** The preparation of a fold of a dataset in memory. Pure. */
export function prepareFold(dataset: Dataset, { train }: Pick<Fold, 'train'>): Preparation {
  const { gaps = [], normalize } = dataset;
  const fill = new Map(gaps.map((feature) => [feature, trainingMedian(dataset, train, feature)]));
  const filled = fill.size > 0 ? { fill } : {};
  if (normalize === undefined) return filled;
  const size = dataset.x.length / dataset.examples;
  const inputs = inputGatherer(dataset.shape, dataset.x instanceof Uint8Array);
  const example = new Float64Array(size);
  for (const row of train) {
    example.set(dataset.x.subarray(row * size, (row + 1) * size));
    for (const [feature, value] of fill) if (Number.isNaN(example[feature])) example[feature] = value;
    inputs.add(example);
  }
  return { ...filled, inputs: inputs.moments(), ...targetMoments(dataset, train) };
}

/** Gathers the moments of inputs: of the last axis, which are the channels of images. */
export function inputGatherer(shape: readonly number[], bytes: boolean): MomentsGatherer {
  return new MomentsGatherer(shape.at(-1)!, bytes);
}

/** Of the targets, where these are to be normalised. Pure. */
function targetMoments(
  dataset: Pick<Dataset, 'y' | 'task' | 'classes' | 'normalize'>,
  train: Uint32Array,
): Pick<Preparation, 'targets'> {
  if (dataset.normalize !== 'inputs-and-targets' || dataset.task !== 'regression') return {};
  const width = targetsPerExample(dataset);
  const gatherer = new MomentsGatherer(width, false);
  for (const row of train) gatherer.add(dataset.y.subarray(row * width, (row + 1) * width));
  return { targets: gatherer.moments() };
}

/** The median of a feature over the training examples that have it; 0 where none has. Pure. */
function trainingMedian({ x, examples }: Dataset, train: Uint32Array, feature: number): number {
  const size = x.length / examples;
  const values = Float64Array.from(train, (row) => x[row * size + feature]!).filter(
    (value) => !Number.isNaN(value),
  );
  if (values.length === 0) return 0;
  values.sort();
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}

/** Writes an example, whose values stand at `from`, into `to` from `at` on, prepared. */
export function writePrepared(
  { fill, inputs }: Preparation,
  from: Uint8Array | Float32Array,
  to: Float32Array,
  at: number,
): void {
  const channels = inputs?.mean.length ?? 1;
  for (let place = 0; place < from.length; place++) {
    const raw = from[place]!;
    const value = Number.isNaN(raw) ? (fill?.get(place) ?? raw) : raw;
    const channel = place % channels;
    to[at + place] = inputs ? (value - inputs.mean[channel]!) / inputs.deviation[channel]! : value;
  }
}

/** A target as it is trained on. Pure. */
export function preparedTarget({ targets }: Preparation, target: number, value: number): number {
  return targets ? (value - targets.mean[target]!) / targets.deviation[target]! : value;
}

/**
 * Predictions or targets as they are trained on, n × targets, in the unit of the dataset: value × deviation +
 * mean. Metrics of a regression are of these. Pure.
 */
export function inOwnUnit(
  targets: Moments | undefined,
  values: Float32Array | Int32Array,
): ArrayLike<number> {
  if (!targets) return values;
  const width = targets.mean.length;
  return Float64Array.from(
    values,
    (value, at) => value * targets.deviation[at % width]! + targets.mean[at % width]!,
  );
}
