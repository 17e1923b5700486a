/** How long a host may take to answer at all, and how long a download may stand still. */

import { proxiedFetch } from '../../datasets/proxied-fetch.ts';
import { FanoutError } from '../../proto/errors.ts';

const ANSWER_MS = 5_000;
const STALL_MS = 20_000;

/** Fetches a file into memory. Throws an Error that says in a line why it could not. */
export async function download(url: string, maxBytes: number): Promise<Uint8Array> {
  const { host } = new URL(url);
  const abort = new AbortController();
  let why = `${host} did not answer within ${ANSWER_MS / 1000} s`;
  let timer = setTimeout(() => abort.abort(), ANSWER_MS);
  try {
    const response = await proxiedFetch(url, { signal: abort.signal, headers: { 'user-agent': 'fanout' } });
    if (!response.ok || !response.body) throw new Error(`${host} answered ${response.status} for ${url}`);
    why = `the download from ${host} stood still for ${STALL_MS / 1000} s`;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), STALL_MS);
      size += chunk.length;
      if (size > maxBytes) throw new Error(`${url} is larger than the ${maxBytes} bytes it may be`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (abort.signal.aborted) throw new Error(why);
    throw new Error(reasonOf(error, host));
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

/** `fetch` says "fetch failed" and keeps the reason in its cause. */
function reasonOf(error: unknown, host: string): string {
  if (error instanceof FanoutError) return error.message;
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause ? `${host} cannot be reached (${cause.code ?? cause.message})` : message;
}
