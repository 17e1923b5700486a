import { stat } from 'node:fs/promises';
import { basename, extname, relative, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { packNpy } from '../../data/pack/from-npy.ts';
import type { Packed, PackOptions } from '../../data/pack/pack.ts';
import { parseBytes, shownBytes } from '../../data/shards/byte-size.ts';
import { FanoutError } from '../../proto/errors.ts';
import { wholeNumber } from '../options.ts';

interface Options {
  readonly out: string;
  readonly labels?: string;
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
    .argument('<source>', 'x.npy, which wants --labels')
    .requiredOption('--out <dir>', 'where the shards go: a new directory')
    .option('--labels <file>', 'y.npy: the class of each example of x.npy')
    .option('--name <name>', 'what the dataset is called (default: as the source)', datasetName)
    .option('--licence <text>', 'under what licence it stands', 'of its owner')
    .option('--shard-size <bytes>', 'values in a shard: 64MiB, 500kB, …', shardSize, 64 * 2 ** 20)
    .option('--seed <number>', 'of the order in which the examples are mixed', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--no-shuffle', 'keep the order of the source')
    .option('--json', 'print one JSON document')
    .action(async (source: string, options: Options) => {
      const packed = await pack(
        source,
        {
          out: options.out,
          name: options.name ?? nameOf(source),
          licence: options.licence,
          shardBytes: options.shardSize,
          ...(options.shuffle ? { shuffleSeed: options.seed } : {}),
          onProgress: (message) => process.stderr.write(`${message}\n`),
        },
        options,
      );
      process.stdout.write(options.json ? `${JSON.stringify(documentOf(packed))}\n` : summaryOf(packed));
    });
}

async function pack(source: string, options: PackOptions, { labels }: Options): Promise<Packed> {
  const found = await stat(source).catch(() => undefined);
  if (!found) {
    throw new FanoutError('DATASET_MISSING', `there is no ${source}`, {
      hint: 'give the path of an npy file',
    });
  }
  if (labels === undefined) {
    throw new FanoutError('USAGE', `${source} has no classes: --labels is missing`, {
      hint: 'for example: fanout dataset pack x.npy --labels y.npy --out DIR',
    });
  }
  return packNpy({ x: source, y: labels }, options);
}

function documentOf({ index, sha256, path }: Packed) {
  const { shards, ...rest } = index;
  const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  return { path, sha256, ...rest, shards: shards.length, bytes };
}

function summaryOf(packed: Packed): string {
  const { path, sha256, name, examples, shape, dtype, classes, shards, bytes } = documentOf(packed);
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
