import { join } from 'node:path';
import { z } from 'zod';
import { readRegular, whyUnread } from '../../datasets/regular-file.ts';
import { FanoutError } from '../../proto/errors.ts';
import { writeWhole } from '../../results/write-whole.ts';
import { MOST_TRIALS } from '../../study/grid.ts';
import { type RunDirectory, runDirectory } from '../run/directory.ts';

/**
 * What was declared before the first result was seen: how many seeds each block adds, and when to stop. It
 * stands in the run's directory as `sequence.json` and never changes, since a plan that follows the results
 * would void the alpha that is spent by it.
 */
const schema = z.strictObject({
  until: z.literal('decided'),
  /** Seeds of each block, and the most of all: by default those of eight blocks. */
  block: z.int().min(1).max(MOST_TRIALS),
  maxSeeds: z
    .int()
    .min(1)
    .max(8 * MOST_TRIALS),
  /** No block is begun that would end later than this; absent: no limit. */
  maxMinutes: z.number().positive().optional(),
  /** Checksum of the study as it was given. */
  checksum: z.string(),
  /** The study's own seeds, which later blocks go on from; absent in what earlier versions declared. */
  seeds: z.array(z.int()).min(1).optional(),
});
export type Sequence = z.output<typeof schema>;

const pathOf = (directory: RunDirectory) => join(directory.path, 'sequence.json');

const LARGEST_SEQUENCE = 2 ** 20;

/** Keeps the declaration. */
export async function keepSequence(directory: RunDirectory, sequence: Sequence): Promise<void> {
  await writeWhole(pathOf(directory), `${JSON.stringify(sequence, null, 2)}\n`);
}

/**
 * The declaration of a run that adds seeds; undefined for any other run. Throws RUN_NOT_FOUND when it cannot
 * be read.
 */
export async function loadSequence(directory: RunDirectory): Promise<Sequence | undefined> {
  try {
    return schema.parse(JSON.parse((await readRegular(pathOf(directory), LARGEST_SEQUENCE)).toString()));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const damaged = error instanceof SyntaxError || error instanceof z.ZodError;
    const why = damaged ? 'it is not as fanout wrote it' : whyUnread(error);
    const message = `cannot read ${pathOf(directory)}: ${why}`;
    throw new FanoutError('RUN_NOT_FOUND', message, {
      hint: 'restore the file, or start the study as a new run',
      cause: error,
    });
  }
}

/**
 * Where a block of a run is kept, counted from 1: a run of its own, inside the directory of the whole. Pure.
 */
export function blockDirectory(whole: RunDirectory, block: number): RunDirectory {
  const suffix = `-${block}`;
  return runDirectory(join(whole.path, 'blocks'), `${whole.run.slice(0, 63 - suffix.length)}${suffix}`);
}

/**
 * The seeds of a block, counted from 1: first the study's own, then the whole numbers after the largest of
 * them. Pure.
 */
export function seedsOfBlock(own: readonly number[], sequence: Sequence, block: number): number[] {
  const from = (block - 1) * sequence.block;
  const most = Math.min(sequence.block, sequence.maxSeeds - from);
  const next = Math.max(...own) + 1;
  return Array.from({ length: Math.max(0, most) }, (_, index) => {
    const place = from + index;
    return place < own.length ? own[place]! : next + place - own.length;
  });
}
