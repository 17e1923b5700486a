import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Throws unless the bytes hash to the pinned SHA-256 (hex). `what` names them in the message. */
export function mustMatch(what: string, bytes: Uint8Array, sha256: string): void {
  compare(what, createHash('sha256').update(bytes).digest('hex'), sha256);
}

/** The same for a file of any size, read in pieces. */
export async function fileMustMatch(what: string, path: string, sha256: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  compare(what, hash.digest('hex'), sha256);
}

function compare(what: string, found: string, pinned: string): void {
  if (found !== pinned) throw new Error(`${what} has SHA-256 ${found}, not the pinned ${pinned}`);
}
