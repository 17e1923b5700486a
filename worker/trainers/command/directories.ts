/**
 * The directories of one attempt after another. What a program left empty is used again rather than removed
 * and made anew: on a busy disk that takes longer than to start a program.
 */
import { lstatSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeDirectory } from '../../../datasets/make-directory.ts';
import { type AttemptPlaces, unlessUnwritable } from './places.ts';

export class Directories {
  /** The directory of a trial that needs it no more, put aside for the next trial. */
  readonly #spare: string;
  #hasSpare = false;

  /** `spare`: a path that nothing else uses, on the file system of the checkpoints. */
  constructor(spare: string) {
    this.#spare = spare;
  }

  /** Has them there for an attempt. Throws OUTPUT_UNWRITABLE. */
  async make({ directory, kept, checkpoint }: AttemptPlaces): Promise<void> {
    // Also where it was there before: what cleans /tmp takes old files.
    await unlessUnwritable(directory, () => makeDirectory(directory, 0o700));
    // That fails where the trial's directory has something in it, as it must.
    if (this.#hasSpare && succeeds(() => renameSync(this.#spare, kept))) this.#hasSpare = false;
    else await unlessUnwritable(checkpoint, () => makeUnlessThere(checkpoint));
  }

  /**
   * Removes what is of the attempt alone. Of the trial what the program left empty, once it is `complete`:
   * another attempt at it may be under way elsewhere before that.
   */
  async clear(places: AttemptPlaces, complete: boolean): Promise<void> {
    const { directory, kept, checkpoint, history } = places;
    if (!isEmpty(directory)) {
      await rm(directory, { recursive: true, force: true }).catch(() => undefined);
    }
    if (!complete || !isEmpty(checkpoint)) return;
    const names = readdirSync(kept);
    const own = [basename(checkpoint), basename(history)];
    if (names.some((name) => !own.includes(name))) return;
    if (names.includes(basename(history))) succeeds(() => unlinkSync(history));
    if (!this.#hasSpare) this.#hasSpare = succeeds(() => renameSync(kept, this.#spare));
    else if (succeeds(() => rmdirSync(checkpoint))) succeeds(() => rmdirSync(kept));
  }

  /** Removes what was put aside. */
  close(): void {
    if (!this.#hasSpare) return;
    for (const path of [join(this.#spare, 'program'), this.#spare]) succeeds(() => rmdirSync(path));
  }
}

/** What a program has put where its checkpoint's directory was, a file or a link, is its checkpoint. */
async function makeUnlessThere(path: string): Promise<void> {
  if (!lstatSync(path, { throwIfNoEntry: false })) await makeDirectory(path);
}

/** Whether it is there, and has nothing in it. */
function isEmpty(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

function succeeds(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
