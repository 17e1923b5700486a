/** What an attempt starts from: what the attempts before it have left. */
import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { shownBytes } from '../../../datasets/byte-size.ts';

/** Files that are counted, at most: a program may keep many. */
const MOST_FILES = 1_000;

/** What lies in a checkpoint's directory. */
export interface Checkpoint {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Counts the files of a directory and of those in it, or one file that stands in its place; what cannot be
 * read is left out.
 */
export function checkpointIn(path: string): Checkpoint {
  const own = statusOf(path);
  if (own?.isFile()) return { files: 1, bytes: own.size };
  let [files, bytes] = [0, 0];
  const open = own?.isDirectory() ? [path] : [];
  for (let next = open.pop(); next !== undefined && files < MOST_FILES; next = open.pop())
    for (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile() && files < MOST_FILES) {
        files += 1;
        bytes += statusOf(path)?.size ?? 0;
      }
    }
  return { files, bytes };
}

/** Of what stands there itself: no link is followed. */
function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

/**
 * The line at the head of a later attempt's log: what it starts from. `epochs`: those that the attempts
 * before it reported. Pure.
 */
export function startingPoint(attempt: number, epochs: number, { files, bytes }: Checkpoint): string {
  const reported = `${epochs === 1 ? '1 epoch was' : `${epochs} epochs were`} reported before`;
  const kept =
    files === 0
      ? 'no checkpoint'
      : `a checkpoint of ${shownBytes(bytes)} in ${files === 1 ? '1 file' : `${files} files`}`;
  return `fanout: attempt ${attempt} starts from ${kept}; ${reported}\n`;
}
