import { resolve } from 'node:path';
import { Command } from 'commander';
import { shownBytes } from '../../datasets/byte-size.ts';
import { classCounts } from '../../datasets/likely-mistakes.ts';
import { isUrl } from '../../datasets/shards/location.ts';
import { openShards, type ShardedDataset } from '../../datasets/shards/open.ts';
import { verifyShards } from '../../datasets/shards/verify.ts';
import { shownJson } from '../../proto/shown-text.ts';
import { shownValues, tell } from '../terminal.ts';

interface Options {
  readonly verify?: boolean;
  readonly json?: boolean;
}

/**
 * `fanout dataset inspect INDEX`: what a dataset in shards holds; with --verify reads all of it, as training
 * would.
 */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description('show what a dataset in shards holds')
    .argument('<index>', 'path, http(s) URL or s3://BUCKET/KEY of an index')
    .option('--verify', 'bring every shard, check it, and read every example')
    .option('--json', 'print one JSON document')
    .action(async (index: string, options: Options) => {
      const dataset = await openShards({ kind: 'shards', index: isUrl(index) ? index : resolve(index) });
      if (options.verify)
        await verifyShards(dataset, (done) => tell(`${done} of ${dataset.shards.length} shards are sound`));
      const found = { ...documentOf(dataset), verified: options.verify === true };
      process.stdout.write(options.json ? `${shownJson(found)}\n` : textOf(shownValues(found)));
    });
}

function documentOf(dataset: ShardedDataset) {
  const { name, layout, examples, shape, dtype, classes, classNames, licence, sha256, shards, y, skipped } =
    dataset;
  const counts = classCounts(y, classes);
  const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  return {
    ...{ name, layout, examples, shape, dtype, licence, sha256, shards: shards.length, bytes },
    ...(skipped ? { skipped } : {}),
    classes: counts.map((count, label) => ({ name: classNames?.[label] ?? String(label), examples: count })),
  };
}

/** How many images were left out when the dataset was packed, and the first of them. Pure. */
function shortList(paths: readonly string[]): string {
  const more = paths.length > 3 ? ', …' : '';
  return `${paths.length.toLocaleString('en')} that could not be used: ${paths.slice(0, 3).join(', ')}${more}`;
}

/** Classes that are listed; of a thousand nobody reads the rest. */
const LISTED = 20;

function textOf(found: ReturnType<typeof documentOf> & { verified: boolean }): string {
  const { name, layout, examples, shape, dtype, licence, sha256, shards, bytes, classes, verified, skipped } =
    found;
  const number = (value: number) => value.toLocaleString('en');
  const rows = [
    ['dataset', name],
    ['examples', `${number(examples)}, each ${shape.join(' × ')} ${dtype}`],
    [
      'shards',
      `${number(shards)} (${layout}), ${shownBytes(bytes)}${verified ? ', all of it read and sound' : ''}`,
    ],
    ['licence', licence],
    ['SHA-256', sha256],
    ...(skipped ? [['left out', shortList(skipped)]] : []),
    ['classes', number(classes.length)],
    ...classes.slice(0, LISTED).map((each) => ['', `${each.name}: ${number(each.examples)}`]),
    ...(classes.length > LISTED ? [['', `… and ${number(classes.length - LISTED)} more`]] : []),
  ];
  return `${rows.map(([label, value]) => `${label!.padEnd(10)}${value}`).join('\n')}\n`;
}
