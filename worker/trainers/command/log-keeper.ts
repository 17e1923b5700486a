/** Bytes that are kept of what a program printed: its first, and its last. */
export const HEAD_BYTES = 64 * 1024;
export const TAIL_BYTES = 192 * 1024;
const MOST_PIECES = 1024;

/** Keeps what a program printed: the beginning and the end of it, in bounded memory. */
export class LogKeeper {
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  /** The last bytes and some before them, oldest first, in pieces as they came. */
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #bytes = 0;

  /** All bytes that were printed. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes what was printed next, for good: the bytes are not copied. */
  add(bytes: Buffer): void {
    this.#bytes += bytes.length;
    const room = Math.min(HEAD_BYTES - this.#headBytes, bytes.length);
    if (room > 0) {
      this.#head.push(bytes.subarray(0, room));
      this.#headBytes += room;
    }
    if (bytes.length > room) this.#addToTail(bytes.subarray(Math.max(room, 0)));
  }

  /**
   * What was printed, as text; where it was more than is kept, a line says how many bytes were left out.
   * Bytes that are no UTF-8 become U+FFFD.
   */
  text(): string {
    const tail = this.#lastBytes();
    const left = this.#bytes - this.#headBytes - tail.length;
    if (left === 0) return Buffer.concat([...this.#head, tail]).toString('utf8');
    const [head, end] = [wholeCharacters(Buffer.concat(this.#head)), fromCharacter(tail)];
    const missing = this.#bytes - head.length - end.length;
    const line = `… ${missing} bytes were left out here …`;
    return `${head.toString('utf8')}\n${line}\n${end.toString('utf8')}`;
  }

  #addToTail(bytes: Buffer): void {
    this.#tail.push(bytes);
    this.#tailBytes += bytes.length;
    while (this.#tailBytes - this.#tail[0]!.length >= TAIL_BYTES)
      this.#tailBytes -= this.#tail.shift()!.length;
    // Small pieces take more memory than what is in them.
    if (this.#tail.length > MOST_PIECES) this.#tail = [this.#lastBytes()];
    if (this.#tail.length === 1) this.#tailBytes = this.#tail[0]!.length;
  }

  #lastBytes(): Buffer {
    const whole = Buffer.concat(this.#tail);
    return whole.subarray(Math.max(0, whole.length - TAIL_BYTES));
  }
}

const continues = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

/** Without a character at the end that is cut. UTF-8 has at most 4 bytes a character. */
function wholeCharacters(bytes: Buffer): Buffer {
  let start = bytes.length - 1;
  while (start > bytes.length - 4 && continues(bytes[start])) start -= 1;
  const first = bytes[start] ?? 0;
  const needs = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return start + needs > bytes.length ? bytes.subarray(0, start) : bytes;
}

/** Without the rest of a character at the beginning. */
function fromCharacter(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && continues(bytes[start])) start += 1;
  return bytes.subarray(start);
}
