/** What shards are made of, wherever it comes from; and the one way from there into a directory of shards. */
import { interrupted } from '../../waiting/interruption.ts';
import type { PictureShape } from '../picture/decode.ts';
import type { ShardIndex } from '../shards/index-file.ts';
import { writeNpyShards } from './npy-shards.ts';
import { type Packed, type PackOptions, packInto, packingOrder, unpackable } from './pack.ts';
import { writeWebdatasetShards } from './webdataset-shards.ts';

/** Examples that can be had in any order, one after the other. */
export interface PackSource
  extends Pick<ShardIndex, 'shape' | 'dtype' | 'classes' | 'classNames' | 'skipped'> {
  /** Class of each example, in the source's order. */
  readonly y: Int32Array;
  /** The values of the examples at these positions, in that order, each good until the next is asked for. */
  values(order: Iterable<number>): AsyncGenerator<Uint8Array>;
  /** The same as image files; absent where they have to be made from the values. */
  files?(order: Iterable<number>): AsyncGenerator<Uint8Array>;
}

/** Examples between two messages. */
const TOLD_EVERY = 10_000;

/**
 * Packs a source in one of the layouts. Throws DATASET_*, OUTPUT_UNWRITABLE, INTERRUPTED; then nothing is
 * left behind.
 */
export async function packSource(
  source: PackSource,
  layout: ShardIndex['layout'],
  options: PackOptions,
): Promise<Packed> {
  const { shape, dtype, classes, classNames, skipped, y } = source;
  const order = packingOrder(y.length, options);
  const labels = Int32Array.from(order, (position) => y[position]!);
  const told = <T>(items: AsyncGenerator<T>) => counting(items, y.length, options);
  const form = {
    ...{ layout, shape, dtype, classes, y: labels },
    ...(classNames ? { classNames } : {}),
    ...(skipped ? { skipped } : {}),
  };
  if (layout === 'npy') {
    return packInto(options, form, (directory) =>
      writeNpyShards(directory, source, y.length, options.shardBytes, told(source.values(order))),
    );
  }
  const pictures = pictureShape(source);
  return packInto(options, form, (directory) =>
    writeWebdatasetShards(directory, pictures, labels, options, {
      ...(source.files ? { files: told(source.files(order)) } : { values: told(source.values(order)) }),
    }),
  );
}

/** The shape of examples that are images. Throws DATASET_UNSUPPORTED. */
function pictureShape({ shape, dtype }: PackSource): PictureShape {
  const [height, width, channels] = shape;
  if (dtype === 'uint8' && shape.length === 3 && (channels === 1 || channels === 3))
    return { height: height!, width: width!, channels };
  throw unpackable(
    `layout webdataset holds images, uint8 of [height, width, 1 or 3], found ${dtype} of ${shape.join(' × ')}`,
    'pack with --layout npy',
  );
}

async function* counting<T>(
  items: AsyncGenerator<T>,
  all: number,
  { onProgress, signal }: PackOptions,
): AsyncGenerator<T> {
  let done = 0;
  for await (const item of items) {
    if (signal?.aborted) throw interrupted(signal);
    done += 1;
    if (done % TOLD_EVERY === 0) onProgress?.(`${done} of ${all} examples`);
    yield item;
  }
}
