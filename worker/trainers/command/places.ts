/** Where an attempt finds and leaves files. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { whyUnwritten } from '../../../datasets/why-unwritten.ts';
import { FanoutError } from '../../../proto/errors.ts';
import { trialDirectoryName } from '../trial-directory.ts';

export interface AttemptPlaces {
  /** For the attempt alone; empty at its beginning. */
  readonly directory: string;
  readonly trialFile: string;
  readonly metrics: string;
  /** Of the trial: `checkpoint` and `history` are in it. */
  readonly kept: string;
  /** What the program keeps between attempts. */
  readonly checkpoint: string;
  /** What fanout keeps beside it. */
  readonly history: string;
  /** What no other program of the machine has in its environment: 16 hexadecimal digits. */
  readonly mark: string;
}

/** `root`: of this worker alone. Makes nothing. */
export function placesOf(root: string, checkpoints: string, trial: string): AttemptPlaces {
  const directory = join(root, 'work');
  const kept = join(checkpoints, trialDirectoryName(trial));
  return {
    ...{ directory, metrics: join(directory, 'metrics.jsonl'), trialFile: join(root, 'trial.json') },
    ...{ kept, checkpoint: join(kept, 'program'), history: join(kept, 'history.jsonl') },
    mark: randomBytes(8).toString('hex'),
  };
}

/** As `write` does, now or later. Throws OUTPUT_UNWRITABLE where the file system refuses. */
export function unlessUnwritable<Value>(path: string, write: () => Value): Value {
  const refused = (error: unknown): never => {
    throw new FanoutError('OUTPUT_UNWRITABLE', `cannot write ${path}: ${whyUnwritten(error)}`, {
      hint: 'have room and permission there on every worker',
      cause: error,
    });
  };
  try {
    const value = write();
    return value instanceof Promise ? (value.catch(refused) as Value) : value;
  } catch (error) {
    return refused(error);
  }
}
