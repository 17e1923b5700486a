import { LONGEST_METRIC_LINE } from './metric-lines.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const EQUALS = 0x3d;
const BRACE = 0x7b;
const NOTHING = Buffer.alloc(0);

/**
 * Cuts a stream of bytes into the lines that could report metrics; of all others nothing is kept, however
 * long they are and whatever is in them. A carriage return counts as a line's end as well: progress bars
 * write over their line before a program says something else.
 */
export class LineSplitter {
  #rest: Buffer = NOTHING;
  /** Inside a line that is longer than any that reports. */
  #skipping = false;

  /** One for a stream whose beginning is in the middle of a line. */
  static amidLine(): LineSplitter {
    const splitter = new LineSplitter();
    splitter.#skipping = true;
    return splitter;
  }

  /** Takes the stream's next bytes; the lines that end in them, without those that cannot report. */
  take(bytes: Buffer): string[] {
    const last = Math.max(bytes.lastIndexOf(NEWLINE), bytes.lastIndexOf(RETURN));
    if (last < 0) {
      this.#keep(bytes);
      return [];
    }
    const ended = this.#skipping
      ? bytes.subarray(firstEnd(bytes), last)
      : Buffer.concat([this.#rest, bytes.subarray(0, last)]);
    this.#rest = NOTHING;
    this.#skipping = false;
    this.#keep(bytes.subarray(last + 1));
    return candidates(ended);
  }

  /** The last line, which has no end; call it when the stream has ended. */
  rest(): string[] {
    return this.#skipping ? [] : candidates(this.#rest);
  }

  #keep(bytes: Buffer): void {
    if (this.#skipping) return;
    if (this.#rest.length + bytes.length > LONGEST_METRIC_LINE) {
      this.#rest = NOTHING;
      this.#skipping = true;
    } else if (bytes.length > 0) {
      this.#rest = Buffer.concat([this.#rest, bytes]);
    }
  }
}

/** Where the first line of bytes ends that have the end of one. */
function firstEnd(bytes: Buffer): number {
  const ends = [bytes.indexOf(NEWLINE), bytes.indexOf(RETURN)];
  return Math.min(...ends.filter((at) => at >= 0));
}

/** Whole lines that have an equals sign or a brace in them. */
function candidates(bytes: Buffer): string[] {
  if (!bytes.includes(EQUALS) && !bytes.includes(BRACE)) return [];
  return bytes
    .toString('utf8')
    .split(/[\r\n]+/)
    .filter((line) => /[={]/.test(line) && line.length <= LONGEST_METRIC_LINE);
}
