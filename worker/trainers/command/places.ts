/** Where an attempt finds and leaves files. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, rmdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { whyUnwritten } from '../../../datasets/why-unwritten.ts';
import { FanoutError } from '../../../proto/errors.ts';

export interface AttemptPlaces {
  /** Of the attempt alone, removed behind it. */
  readonly directory: string;
  /** A part of the path above that no other process of the machine has; without blanks. */
  readonly mark: string;
  readonly trialFile: string;
  readonly metrics: string;
  /** What the program keeps between attempts. */
  readonly checkpoint: string;
  /** What fanout keeps beside it. */
  readonly history: string;
  /** Of the trial: both of these. */
  readonly kept: string;
}

/** Longest name of a directory that every file system takes, with room for what is added. */
const LONGEST_NAME = 200;

/**
 * The name of a trial's directory: its key, with `_` for `/`; a long one is cut and told apart by a hash.
 * Pure.
 */
export function trialDirectoryName(trial: string): string {
  const name = trial.replaceAll('/', '_');
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash('sha256').update(trial).digest('hex').slice(0, 16);
  return `${name.slice(0, LONGEST_NAME)}-${hash}`;
}

/** `root`: of this worker alone, made by `mkdtemp`. Makes nothing. */
export function placesOf(root: string, checkpoints: string, trial: string): AttemptPlaces {
  const name = randomBytes(8).toString('hex');
  const directory = join(root, name);
  const kept = join(checkpoints, trialDirectoryName(trial));
  return {
    directory,
    mark: `${basename(root)}/${name}`,
    trialFile: join(directory, 'trial.json'),
    metrics: join(directory, 'metrics.jsonl'),
    checkpoint: join(kept, 'program'),
    history: join(kept, 'history.jsonl'),
    kept,
  };
}

/** Makes the directories. Throws OUTPUT_UNWRITABLE. */
export function makePlaces({ directory, checkpoint }: AttemptPlaces): void {
  unlessUnwritable(directory, () => mkdirSync(directory));
  unlessUnwritable(checkpoint, () => mkdirSync(checkpoint, { recursive: true }));
}

/** As `write` does. Throws OUTPUT_UNWRITABLE where the file system refuses. */
export function unlessUnwritable<Value>(path: string, write: () => Value): Value {
  try {
    return write();
  } catch (error) {
    throw new FanoutError('OUTPUT_UNWRITABLE', `cannot write ${path}: ${whyUnwritten(error)}`, {
      hint: 'have room and permission there on every worker',
      cause: error,
    });
  }
}

/** Removes what is of the attempt alone, and of the trial what is empty. */
export async function clearPlaces({ directory, checkpoint, kept }: AttemptPlaces): Promise<void> {
  await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  for (const path of [checkpoint, kept]) {
    try {
      rmdirSync(path);
    } catch {
      return;
    }
  }
}
