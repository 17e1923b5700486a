import { FanoutError } from '../proto/errors.ts';
import { shownText } from '../proto/shown-text.ts';
import { contentChecksum } from './checksum.ts';
import type { Dataset } from './dataset.ts';
import { refuseInfinite, refuseInfiniteFile } from './finite.ts';
import { type NpyHeader, readNpy, readNpyHeader } from './npy.ts';
import type { DatasetSpec } from './spec.ts';

export type OwnSpec = Extract<DatasetSpec, { kind: 'npy' }>;

/** The most classes that a user's dataset may have. */
const MOST_CLASSES = 65_536;

/** The most targets that an example of a regression may have. */
const MOST_TARGETS = 1024;

/** A user's own dataset: two npy files. Throws DATASET_*. */
export async function loadOwn(spec: OwnSpec): Promise<Dataset> {
  const { values, ...header } = await readNpy(spec.x);
  const { labels, rows, classes, task } = await loadTargets(spec);
  checkShapes(spec, header, rows);
  const examples = spec.examples ?? rows;
  const shape = exampleShape(header);
  const size = shape.reduce((total, length) => total * length, 1);
  const x = (values as Uint8Array | Float32Array).subarray(0, examples * size);
  refuseInfinite(spec.x, x, size);
  const y = labels.subarray(0, examples * (task === 'regression' ? classes : 1));
  const scale = x instanceof Uint8Array ? 1 / 255 : 1;
  const sha256 = contentChecksum(x, y);
  const about = { name: spec.name, licence: 'of its owner', ...(task === undefined ? {} : { task }) };
  return { ...about, examples, shape, x, y, scale, classes, sha256 };
}

/**
 * What a study must know of it; reads the labels, and x piece by piece if it may hold NaN. Throws DATASET_*.
 */
export async function describeOwn(
  spec: OwnSpec,
): Promise<Pick<Dataset, 'examples' | 'shape' | 'classes' | 'task'>> {
  const header = await readNpyHeader(spec.x);
  const { rows, classes, task } = await loadTargets(spec);
  checkShapes(spec, header, rows);
  await refuseInfiniteFile(spec.x, header, spec.examples);
  return { examples: rows, shape: exampleShape(header), classes, ...(task === undefined ? {} : { task }) };
}

/**
 * The classes of the examples that a study uses, and the shape of one; of x only the header is read. Throws
 * DATASET_*.
 */
export async function ownLabels(spec: OwnSpec): Promise<Pick<Dataset, 'shape' | 'classes' | 'task' | 'y'>> {
  const header = await readNpyHeader(spec.x);
  const { labels, classes, task } = await loadTargets(spec);
  const y = labels.subarray(0, (spec.examples ?? labels.length) * (task === 'regression' ? classes : 1));
  return { shape: exampleShape(header), classes, y, ...(task === undefined ? {} : { task }) };
}

function checkShapes(spec: OwnSpec, { dtype, shape }: NpyHeader, labels: number): void {
  if (dtype !== '|u1' && dtype !== '<f4') {
    throw unsupported(
      `${shownText(spec.x)} must hold uint8 or float32, found ${dtype}`,
      'convert it: x.astype("float32")',
    );
  }
  if (shape.length < 2 || shape.length > 4) {
    throw unsupported(
      `${shownText(spec.x)} must have 2 to 4 dimensions, [N, …], found ${shape.length}`,
      'reshape it: x.reshape(N, …)',
    );
  }
  if (shape.slice(1).includes(0)) {
    throw unsupported(
      `${shownText(spec.x)} must have values in each example, found ${shape.join(' × ')}`,
      'save the array that has the features',
    );
  }
  if (shape[0] !== labels) {
    throw new FanoutError(
      'DATASET_CORRUPT',
      `${shownText(spec.x)} has ${shape[0]} examples, ${shownText(spec.y)} has ${labels} labels`,
      {
        hint: 'save both from the same data',
      },
    );
  }
}

/** [N, features] stays flat; images [N, height, width] get their one channel. */
function exampleShape({ shape }: NpyHeader): number[] {
  const rest = shape.slice(1);
  return rest.length === 2 ? [...rest, 1] : rest;
}

interface Targets {
  readonly labels: Int32Array | Float32Array;
  /** Examples. */
  readonly rows: number;
  /** Classes, or the targets of an example of a regression. */
  readonly classes: number;
  readonly task?: 'regression';
}

/** What is learned of a user's dataset: classes, or with `task: regression` numbers. Throws DATASET_*. */
async function loadTargets(spec: OwnSpec): Promise<Targets> {
  if (spec.task === 'regression') return loadNumbers(spec);
  const { labels, classes } = await loadLabels(spec);
  return { labels, rows: labels.length, classes };
}

async function loadNumbers({ y }: OwnSpec): Promise<Targets> {
  const { values, shape, dtype } = await readNpy(y);
  const [rows = 0, width = 1] = shape;
  if (shape.length < 1 || shape.length > 2 || width < 1 || width > MOST_TARGETS)
    throw unsupported(
      `${shownText(y)} must have the shape [N] or [N, targets] for a regression, found ${shape.join(' × ')}`,
      `targets are 1 to ${MOST_TARGETS}`,
    );
  if (dtype !== '<f4')
    throw unsupported(
      `${shownText(y)} must hold float32 for a regression, found ${dtype}`,
      'convert it: y.astype("float32")',
    );
  const labels = values as Float32Array;
  refuseInfinite(y, labels, width);
  return { labels, rows, classes: width, task: 'regression' };
}

/** The labels of a user's dataset, 0 … classes − 1. Throws DATASET_*. */
export async function loadLabels(spec: OwnSpec): Promise<{ labels: Int32Array; classes: number }> {
  const { values, shape, dtype } = await readNpy(spec.y);
  if (shape.length !== 1) {
    const columns = shape.length === 2 && shape[0]! > 1 && shape[1]! > 1;
    throw unsupported(
      `${shownText(spec.y)} must have one dimension, [N], found ${shape.length}: ${shape.join(' × ')}`,
      columns
        ? 'if it has a column for each class, take the largest: y.argmax(1)'
        : 'reshape it: y.reshape(-1)',
    );
  }
  if (dtype === '<f4')
    throw unsupported(
      `${shownText(spec.y)} must hold integers, found ${dtype}`,
      'number the classes: names, y = numpy.unique(y, return_inverse=True); of measurements say dataset.task: regression',
    );
  const labels = new Int32Array(values.length);
  let classes = 0;
  for (let index = 0; index < labels.length; index++) {
    const label = Number(values[index]);
    if (label < 0 || label >= MOST_CLASSES) {
      throw new FanoutError(
        'DATASET_CORRUPT',
        `${shownText(spec.y)} must hold labels from 0 to ${MOST_CLASSES - 1}, found ${label} at ${index}`,
        {
          hint: 'number the classes from 0',
        },
      );
    }
    labels[index] = label;
    classes = Math.max(classes, label + 1);
  }
  return { labels, classes };
}

function unsupported(message: string, hint: string): FanoutError {
  return new FanoutError('DATASET_UNSUPPORTED', message, { hint });
}
