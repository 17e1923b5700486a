/** One transfer over HTTP into a file, taken up where an earlier one broke off. */

import { open, stat } from 'node:fs/promises';
import { proxiedFetch } from './proxied-fetch.ts';

export interface Transfer {
  readonly url: string | URL;
  /** Bytes that the whole file has. */
  readonly bytes: number;
  /** Where it goes; what is there already is kept. */
  readonly part: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: `proxiedFetch`. */
  readonly fetch?: (url: string | URL, init: RequestInit) => Promise<Response>;
  /** Whether to go where the server points to (default), or to take that for an error. */
  readonly redirect?: 'follow' | 'manual';
  /** How long the server may stay silent. */
  readonly silenceMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** After each piece: bytes there before it, and now. */
  readonly onBytes?: (before: number, done: number) => void;
}

/** A server answered, and not with the file. */
export class HttpStatusError extends Error {
  readonly status: number;
  /** S3's word for what is wrong: `AccessDenied`. */
  readonly reason: string | undefined;
  /** The region that S3 says the bucket is in. */
  readonly region: string | undefined;

  constructor(status: number, { reason, region }: { reason?: string; region?: string } = {}) {
    super(`HTTP status ${status}${reason ? ` (${reason})` : ''}`);
    this.status = status;
    this.reason = reason;
    this.region = region;
  }
}

/** Of an answer that is no file only the beginning is read. */
const LONGEST_REASON = 16_384;

/**
 * The error for an answer that is not the file, with S3's reason where it gives one; the answer's body is
 * done with.
 */
export async function statusError({ status, headers, body }: Response): Promise<HttpStatusError> {
  let text = '';
  try {
    const decoder = new TextDecoder();
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (text.length > LONGEST_REASON) break;
    }
  } catch {
    // The status says enough.
  }
  const word = (name: string) => new RegExp(`<${name}>([A-Za-z0-9-]{1,64})</${name}>`).exec(text)?.[1];
  const [reason, region] = [word('Code'), headers.get('x-amz-bucket-region') ?? word('Region')];
  return new HttpStatusError(status, {
    ...(reason ? { reason } : {}),
    ...(region && [301, 307, 400].includes(status) ? { region } : {}),
  });
}

/** A server sends a file that is longer than it should be. */
export class TooLongError extends Error {}

export const SILENCE_MS = 15_000;

/**
 * Brings what is missing of a file. Throws HttpStatusError, TooLongError, what the network or the file system
 * throws, or the signal's reason.
 */
export async function download(transfer: Transfer): Promise<void> {
  const { bytes, part, onBytes } = transfer;
  const have = await sizeOf(part);
  if (have === bytes) return;
  const start = have < bytes ? have : 0;
  const watch = new Watch(transfer.silenceMs ?? SILENCE_MS, transfer.signal);
  try {
    const response = await (transfer.fetch ?? proxiedFetch)(transfer.url, {
      signal: watch.signal,
      redirect: transfer.redirect ?? 'follow',
      // The bytes as they are: their number and checksum are known.
      headers: {
        'accept-encoding': 'identity',
        ...transfer.headers,
        ...(start > 0 ? { range: `bytes=${start}-` } : {}),
      },
    });
    if (!response.ok || !response.body) throw await statusError(response);
    // A server that knows no ranges sends the whole file: then it begins anew.
    const resumed = response.status === 206;
    const target = await open(part, resumed ? 'a' : 'w');
    try {
      let done = resumed ? start : 0;
      for await (const chunk of response.body) {
        watch.heard();
        await target.write(chunk as Uint8Array);
        const before = done;
        done += (chunk as Uint8Array).length;
        if (done > bytes) throw new TooLongError(`it sends more than ${bytes} bytes`);
        onBytes?.(before, done);
      }
      if (done < bytes) throw new Error(`the transfer broke off after ${done} of ${bytes} bytes`);
    } finally {
      await target.close();
    }
  } finally {
    watch.end();
  }
}

/** Ends a transfer when the server stays silent, or when it is not wanted any more. */
export class Watch {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #silenceMs: number;
  #timer: NodeJS.Timeout;

  constructor(silenceMs: number, signal?: AbortSignal) {
    this.#silenceMs = silenceMs;
    this.signal = signal ? AbortSignal.any([this.#controller.signal, signal]) : this.#controller.signal;
    this.#timer = this.#wait('no answer');
  }

  /** The server has said something. */
  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#wait('no data');
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #wait(what: string): NodeJS.Timeout {
    const end = () => this.#controller.abort(new Error(`${what} for ${this.#silenceMs / 1000} s`));
    return setTimeout(end, this.#silenceMs);
  }
}

/** Bytes of a file, 0 where there is none. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
