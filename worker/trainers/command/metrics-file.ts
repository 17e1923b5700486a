/** The file that a program may write its metrics to, read as it grows. */
import { closeSync, constants, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { LineSplitter } from './line-splitter.ts';

const PIECE_BYTES = 64 * 1024;
/** What one call reads at most: more would hold this process up, whose lease has to be told meanwhile. */
const MOST_BYTES = 64 * 1024 * 1024;

export class MetricsFile {
  readonly #path: string;
  #lines = new LineSplitter();
  #read = 0;
  #piece: Buffer | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Reads what was written since the last call, of very much the end, and hands on the lines that ended in
   * it, a piece at a time. Returns whether there was anything. A file that has become shorter was begun anew.
   */
  read(onLines: (lines: readonly string[]) => void): boolean {
    const file = opened(this.#path);
    if (file === undefined) return false;
    try {
      const status = fstatSync(file);
      if (!status.isFile()) return false;
      if (status.size < this.#read) [this.#lines, this.#read] = [new LineSplitter(), 0];
      const before = this.#read;
      this.#skipTo(status.size - MOST_BYTES);
      this.#piece ??= Buffer.allocUnsafe(PIECE_BYTES);
      // Up to what was there at first: a program that writes on and on does not hold this process up.
      while (this.#read < status.size) {
        const bytes = readSync(file, this.#piece, 0, PIECE_BYTES, this.#read);
        if (bytes === 0) break;
        this.#read += bytes;
        onLines(this.#lines.take(this.#piece.subarray(0, bytes)));
      }
      return this.#read > before;
    } finally {
      closeSync(file);
    }
  }

  /** Goes on at a later byte: the line that it is in is log, and what was before it is left out. */
  #skipTo(position: number): void {
    if (position <= this.#read) return;
    this.#lines = LineSplitter.amidLine();
    this.#read = position;
  }

  /** The last line where it has no end. */
  rest(): string[] {
    return this.#lines.rest();
  }
}

/** Undefined while there is none. Not waiting for a writer, should it be a pipe. */
function opened(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
