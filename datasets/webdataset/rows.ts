import type { FileHandle } from 'node:fs/promises';
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';
import { pictureDecoder } from '../picture/decode.ts';
import { inOrder, picturesAtOnce } from '../picture/in-order.ts';
import { exampleSize, room } from '../shards/example.ts';
import { shownLocation } from '../shards/location.ts';
import type { Shard, ShardedDataset } from '../shards/open.ts';
import type { RowBlock } from '../shards/row-block.ts';
import { TarError } from '../tar/header.ts';
import { type ByteSource, fileSource } from '../tar/source.ts';
import { type Sample, samplesOf } from './samples.ts';

/** Decoding takes longer than copying: blocks are smaller, so that the first is there soon. */
const MOST_IN_BLOCK = 128;
/**
 * Bytes of images that are decoded, or wait for a thread: while a step of training holds up everything else,
 * the threads have enough to do. Small ones, since what they leave behind is not freed at once either.
 */
const UNDER_WAY_BYTES = 2 ** 20;
/**
 * Bytes that an image's file may have for each byte of its values, so that files that wait are bounded as
 * decoded images are.
 */
const FILE_BYTES_EACH = 8;
/** What the smallest may have: cameras note much beside the pixels. */
const LARGEST_SMALL_FILE = 2 ** 20;

/**
 * Examples of a webdataset shard: images are decoded some at a time, in the order of the shard, and what is
 * not wanted is passed over.
 */
export async function* webdatasetRows(
  file: FileHandle,
  dataset: ShardedDataset,
  shard: Shard,
  wanted: Uint32Array,
  blockBytes: number,
): AsyncGenerator<RowBlock> {
  const name = shownLocation(shard.location);
  const size = exampleSize(dataset);
  const most = Math.max(1, Math.min(MOST_IN_BLOCK, Math.floor(blockBytes / size.bytes)));
  const underWay = Math.max(picturesAtOnce(), Math.min(most, Math.floor(UNDER_WAY_BYTES / size.bytes)));
  const [height, width, channels] = dataset.shape as [number, number, number];
  const decode = await pictureDecoder({ height, width, channels });
  const files = wantedFiles(await fileSource(file), name, dataset, shard, wanted);
  let from = 0;
  let block: Uint8Array | undefined;
  let filled = 0;
  const decoded = inOrder(files, underWay, async ({ bytes, path }) => ({
    path,
    values: await decode(bytes, `${path} in ${name}`),
  }));
  for await (const { path, values } of decoded) {
    if (values.length !== size.values)
      throw unsound(name, `the image ${path} has ${values.length} values, and must have ${size.values}`);
    block ??= new Uint8Array(room(dataset, Math.min(most, wanted.length - from)).buffer);
    block.set(values, filled);
    filled += size.values;
    if (filled < block.length) continue;
    const rows = wanted.subarray(from, from + filled / size.values);
    yield { rows, x: block };
    from += rows.length;
    block = undefined;
    filled = 0;
  }
}

/**
 * The image files of the wanted examples. The archive is walked to its end, so that one with too many samples
 * is found out.
 */
async function* wantedFiles(
  source: ByteSource,
  name: string,
  dataset: ShardedDataset,
  shard: Shard,
  wanted: Uint32Array,
): AsyncGenerator<{ bytes: Uint8Array; path: string }> {
  const largest = Math.max(LARGEST_SMALL_FILE, FILE_BYTES_EACH * exampleSize(dataset).bytes);
  let next = 0;
  let row = shard.first;
  try {
    for await (const sample of samplesOf(source)) {
      mustHaveLabel(sample, dataset.y[row], name);
      if (row === wanted[next]) {
        if (sample.size > largest)
          throw new TarError(
            `the image ${sample.path} has ${sample.size} bytes, more than the ${largest} that one of this shape may have`,
          );
        // A copy: the window moves on while it is decoded.
        yield { bytes: new Uint8Array(await source.read(sample.offset, sample.size)), path: sample.path };
        next += 1;
      }
      row += 1;
    }
  } catch (error) {
    throw error instanceof TarError ? unsound(name, error.message) : error;
  }
  if (row - shard.first !== shard.examples)
    throw unsound(name, `the index says that it has ${shard.examples} images, found ${row - shard.first}`);
}

/** The index's labels are what counts; an archive that says otherwise is another one. */
function mustHaveLabel({ path, label }: Sample, wanted: number | undefined, name: string): void {
  if (label !== undefined && wanted !== undefined && label !== wanted)
    throw unsound(name, `the class of ${path} is ${label}, and ${wanted} in the dataset's labels`);
}

function unsound(name: string, what: string): FanoutError {
  return new FanoutError('DATASET_CORRUPT', `${name} is not a sound shard: ${shownText(what)}`, {
    hint: 'pack the dataset again; index and shards belong together',
  });
}
