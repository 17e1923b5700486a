import { basename, extname, relative, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseBytes, shownBytes } from '../../datasets/byte-size.ts';
import type { Packed } from '../../datasets/pack/pack.ts';
import { packSource } from '../../datasets/pack/source.ts';
import { shownJson } from '../../proto/shown-text.ts';
import { wholeNumber } from '../options.ts';
import { stopSignal } from '../processes/stop-signal.ts';
import { shownValues, tell } from '../terminal.ts';
import { chooseSource, type SourceOptions } from './source.ts';

interface Options extends SourceOptions {
  readonly out: string;
  readonly name?: string;
  readonly licence: string;
  readonly shardSize: number;
  readonly seed: number;
  readonly shuffle: boolean;
  readonly json?: boolean;
}

/** `fanout dataset pack SOURCE --out DIR`: makes shards and their index, whole or not at all. */
export function packCommand(): Command {
  return new Command('pack')
    .description('make shards for larger datasets; docs/datasets.md')
    .argument('<source>', 'a folder with a folder of images for each class, or x.npy')
    .requiredOption('--out <dir>', 'where the shards go: a new directory')
    .option('--labels <file>', 'y.npy for x.npy; for images a CSV file of files and classes')
    .option('--file-column <name>', 'of --labels (default: file, filename, image, path, id, …)')
    .option('--label-column <name>', 'of --labels (default: class, label, target, …)')
    .addOption(
      new Option(
        '--layout <layout>',
        'how images are stored (default: webdataset for images, npy for npy)',
      ).choices(['webdataset', 'npy']),
    )
    .option('--resize <WxH>', 'give all images this size', imageSize)
    .addOption(
      new Option('--fit <how>', 'with --resize: stretch, cut, or add black edges (default: fill)').choices([
        'fill',
        'cover',
        'contain',
      ]),
    )
    .option('--grey', 'one channel (default: if all images are grey)')
    .option('--colour', 'three channels')
    .option('--quality <number>', 'store JPEG of this quality (default: lossless)', wholeNumber(1, 100))
    .option('--skip-damaged', 'leave out images that cannot be decoded; the index names them')
    .option('--name <name>', 'what the dataset is called (default: as the source)', datasetName)
    .option('--licence <text>', 'under what licence it stands', 'of its owner')
    .option('--shard-size <bytes>', 'of a shard: 64MiB, 500kB, …', shardSize, 64 * 2 ** 20)
    .option('--seed <number>', 'of the order in which the examples are mixed', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--no-shuffle', 'keep the order of the source')
    .option('--json', 'print one JSON document')
    .action(async (path: string, options: Options) => {
      const { source, layout } = await chooseSource(path, options, tell);
      const packed = await packSource(source, layout, {
        out: options.out,
        name: options.name ?? nameOf(path),
        licence: options.licence,
        shardBytes: options.shardSize,
        ...(options.shuffle ? { shuffleSeed: options.seed } : {}),
        onProgress: tell,
        // From here on there is something to clear away.
        signal: stopSignal(),
      });
      process.stdout.write(
        options.json ? `${shownJson(documentOf(packed))}\n` : summaryOf(documentOf(packed)),
      );
    });
}

function documentOf({ index, sha256, path }: Packed) {
  const { shards, ...rest } = index;
  const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  return { path, sha256, ...rest, shards: shards.length, bytes };
}

function summaryOf(packed: ReturnType<typeof documentOf>): string {
  const { path, sha256, name, examples, shape, dtype, classes, shards, bytes } = shownValues(packed);
  const count = (value: number, one: string) =>
    `${value.toLocaleString('en')} ${one}${value === 1 ? '' : 's'}`;
  return `${name}: ${count(examples, 'example')} of ${shape.join(' × ')} ${dtype}, ${classes} classes, in ${count(shards, 'shard')} (${shownBytes(bytes)})
index:   ${path}
SHA-256: ${sha256}
In a study file:
  dataset: { shards: { index: ${shortest(path)}, sha256: ${sha256} } }
`;
}

/** A path as it is short to type from here. */
function shortest(path: string): string {
  const from = relative(process.cwd(), path);
  return from.startsWith('..') ? path : from;
}

/** `WIDTHxHEIGHT`, each 1 to 4096 pixels. */
function imageSize(text: string): { width: number; height: number } {
  const [, width, height] = (/^(\d{1,4})x(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (width && height && width <= 4096 && height <= 4096) return { width, height };
  throw new InvalidArgumentError(`must be WIDTHxHEIGHT, each 1 to 4096 pixels, found "${text}".`);
}

const nameOf = (source: string) => basename(resolve(source), extname(source)).slice(0, 63);

function datasetName(text: string): string {
  if (text.length >= 1 && text.length <= 63) return text;
  throw new InvalidArgumentError(`must have 1 to 63 characters, found "${text}".`);
}

function shardSize(text: string): number {
  const bytes = parseBytes(text);
  if (bytes !== undefined && bytes >= 1) return bytes;
  throw new InvalidArgumentError(`must be a number of bytes such as 64MiB, found "${text}".`);
}
