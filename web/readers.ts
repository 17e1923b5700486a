/**
 * Those who read the page's events. Nobody is waited for: a slow reader misses what is in between, and is
 * told the latest.
 */
import type { ServerResponse } from 'node:http';
import type { Message } from './followed.ts';

/** More than a person has tabs; a browser opens six at most. */
const MOST = 32;
/** Something has to come now and then, or proxies and browsers think the line is dead. */
const HEARTBEAT_MS = 15_000;

interface Reader {
  readonly response: ServerResponse;
  /** What it knows. */
  id: string | undefined;
}

export class Readers {
  readonly #after: (id: string | undefined) => Message | undefined;
  readonly #onCount: (count: number) => void;
  readonly #readers = new Set<Reader>();
  #onGone: (() => void) | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  /** `after`: what to tell who knows an id. `onCount`: how many there are, whenever that changes. */
  constructor(after: (id: string | undefined) => Message | undefined, onCount: (count: number) => void) {
    this.#after = after;
    this.#onCount = onCount;
  }

  get full(): boolean {
    return this.#readers.size >= MOST;
  }

  /** A reader comes, whose headers are sent; `id`: what it knows from before. */
  add(response: ServerResponse, id: string | undefined): void {
    const reader: Reader = { response, id };
    this.#readers.add(reader);
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS);
    response.on('drain', () => this.#tell(reader));
    response.on('error', () => undefined);
    response.once('close', () => this.#remove(reader));
    this.#onCount(this.#readers.size);
    response.write('retry: 1000\n\n');
    this.#tell(reader);
  }

  /** Tells everyone what is new to them. */
  tell(): void {
    for (const reader of this.#readers) this.#tell(reader);
  }

  /** Settles when all who keep up with what they are sent have gone, after `ms`, or when `signal` aborts. */
  async gone(ms: number, signal: AbortSignal): Promise<void> {
    for (const { response } of this.#readers) if (response.writableNeedDrain) response.destroy();
    if (this.#readers.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#onGone = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', this.#onGone, { once: true });
    });
  }

  #tell(reader: Reader): void {
    const { response } = reader;
    if (response.writableNeedDrain || response.destroyed) return;
    const message = this.#after(reader.id);
    if (!message) return;
    reader.id = message.id;
    response.write(`event: ${message.event}\nid: ${message.id}\ndata: ${message.data}\n\n`);
  }

  #beat(): void {
    for (const { response } of this.#readers) if (!response.writableNeedDrain) response.write(':\n\n');
  }

  #remove(reader: Reader): void {
    this.#readers.delete(reader);
    this.#onCount(this.#readers.size);
    if (this.#readers.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
    this.#onGone?.();
  }
}
