/** What `fanout dataset pack` is given, as a source that can be packed. */

import { stat } from 'node:fs/promises';
import { channelsFirst, classCounts, classMistakes } from '../../datasets/likely-mistakes.ts';
import { folderSource, type Rendering } from '../../datasets/pack/folder/from-folder.ts';
import type { LabelColumns } from '../../datasets/pack/folder/label-columns.ts';
import { type LabelledFiles, scanClassFolders } from '../../datasets/pack/folder/scan.ts';
import { readTable } from '../../datasets/pack/folder/table.ts';
import { npySource } from '../../datasets/pack/from-npy.ts';
import type { PackSource } from '../../datasets/pack/source.ts';
import type { ShardIndex } from '../../datasets/shards/index-file.ts';
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';
import { warningText } from '../terminal.ts';

/** Options that say what becomes of images. */
export interface ImageOptions {
  readonly resize?: { readonly width: number; readonly height: number };
  readonly fit?: 'fill' | 'cover' | 'contain';
  readonly grey?: boolean;
  readonly colour?: boolean;
  readonly quality?: number;
}

export interface SourceOptions extends ImageOptions {
  readonly labels?: string;
  readonly fileColumn?: string;
  readonly labelColumn?: string;
  readonly layout?: ShardIndex['layout'];
  readonly skipDamaged?: boolean;
}

export interface Chosen {
  readonly source: PackSource;
  readonly layout: ShardIndex['layout'];
}

/** A folder of images, or a pair of npy files. `tell` gets what is worth knowing. Throws USAGE, DATASET_*. */
export async function chooseSource(
  path: string,
  options: SourceOptions,
  tell: (message: string) => void,
): Promise<Chosen> {
  const found = await stat(path).catch(() => undefined);
  if (!found) {
    throw new FanoutError('DATASET_MISSING', `there is no ${shownText(path)}`, {
      hint: 'give the path of a folder of images, or of an npy file',
    });
  }
  if (!found.isDirectory()) {
    const source = await npyPair(path, options);
    for (const line of classRemarks(source)) tell(line);
    return { source, layout: options.layout ?? 'npy' };
  }
  const layout = options.layout ?? 'webdataset';
  const rendering = renderingOf(options, layout);
  const columns = columnsOf(options);
  const files = options.labels
    ? await readTable(path, options.labels, columns)
    : await scanClassFolders(path);
  for (const line of remarksOn(files, options.labels)) tell(line);
  const source = await folderSource(files, rendering, options.skipDamaged);
  for (const line of classRemarks(source)) tell(line);
  return { source, layout };
}

/** Options that mean nothing for arrays. */
const OF_FOLDERS = {
  resize: '--resize',
  fit: '--fit',
  grey: '--grey',
  colour: '--colour',
  quality: '--quality',
  skipDamaged: '--skip-damaged',
  fileColumn: '--file-column',
  labelColumn: '--label-column',
} as const;

/** Columns that are named. Throws USAGE where there is no table. */
function columnsOf({ labels, fileColumn, labelColumn }: SourceOptions): LabelColumns {
  if (labels === undefined && (fileColumn ?? labelColumn) !== undefined)
    throw usage(
      '--file-column and --label-column are columns of a table: --labels is missing',
      'for example: --labels labels.csv --file-column image',
    );
  return {
    ...(fileColumn === undefined ? {} : { file: fileColumn }),
    ...(labelColumn === undefined ? {} : { label: labelColumn }),
  };
}

async function npyPair(x: string, { labels, ...options }: SourceOptions): Promise<PackSource> {
  if (labels === undefined) {
    throw usage(
      `${shownText(x)} has no classes: --labels is missing`,
      'for example: fanout dataset pack x.npy --labels y.npy --out DIR',
    );
  }
  const given = Object.entries(OF_FOLDERS).find(
    ([name]) => options[name as keyof typeof OF_FOLDERS] !== undefined,
  );
  if (given)
    throw usage(
      `${given[1]} is for a folder of images, and ${shownText(x)} is none`,
      'change the array before it is saved',
    );
  return npySource({ x, y: labels });
}

function renderingOf(
  { resize, fit, grey, colour, quality }: ImageOptions,
  layout: ShardIndex['layout'],
): Rendering {
  if (fit && !resize)
    throw usage('--fit says how to resize: --resize is missing', 'for example: --resize 64x64 --fit cover');
  if (grey && colour) throw usage('--grey and --colour exclude each other', 'give one of them');
  if (quality !== undefined && layout === 'npy')
    throw usage('--quality is for images, and the layout npy stores values', 'leave one of them out');
  return {
    ...(resize ? { resize: { ...resize, fit: fit ?? 'fill' } } : {}),
    ...(grey ? { channels: 1 } : colour ? { channels: 3 } : {}),
    ...(quality === undefined ? {} : { quality }),
  };
}

/** What was found, and what of it is not packed, a line each. Pure. */
export function remarksOn(
  { paths, classNames, passedOver, unnamed, notes = [] }: LabelledFiles,
  table: string | undefined,
): string[] {
  const lines = [`${paths.length.toLocaleString('en')} images of ${classNames.length} classes`, ...notes];
  if (passedOver.length > 0) {
    const what = passedOver.length === 1 ? 'is no image' : 'are no images';
    lines.push(`passed over ${counted(passedOver, 'file')} that ${what}: ${firstOf(passedOver)}`);
  }
  if (unnamed.length > 0) {
    lines.push(
      `left out ${counted(unnamed, 'image')} that ${shownText(table ?? '')} does not name: ${firstOf(unnamed)}`,
      '  to have them in the dataset, give each a line with its file and class',
    );
  }
  return lines;
}

/** Classes that are listed with their counts. */
const LISTED = 20;

/**
 * How many examples each class has, what was left out, and what of it may not be meant, a line each. Pure.
 */
export function classRemarks({ y, classes, classNames, shape, skipped = [] }: PackSource): string[] {
  const counts = classCounts(y, classes);
  const each = counts
    .slice(0, LISTED)
    .map(
      (count, label) => `${shownText(classNames?.[label] ?? String(label))} ${count.toLocaleString('en')}`,
    );
  const more = counts.length > LISTED ? [`… and ${(counts.length - LISTED).toLocaleString('en')} more`] : [];
  return [
    ...(skipped.length > 0
      ? [`left out ${counted(skipped, 'image')} that cannot be used: ${firstOf(skipped)}`]
      : []),
    `examples of each class: ${[...each, ...more].join(', ')}`,
    ...[...channelsFirst({ shape }), ...classMistakes(counts, classNames)].map(warningText),
  ];
}

const counted = ({ length }: readonly string[], what: string) =>
  `${length.toLocaleString('en')} ${length === 1 ? what : `${what}s`}`;

/** Names that a message has room for. */
const SHOWN = 3;
const firstOf = (paths: readonly string[]) =>
  paths.slice(0, SHOWN).map(shownText).join(', ') + (paths.length > SHOWN ? ', …' : '');

const usage = (message: string, hint: string) => new FanoutError('USAGE', message, { hint });
