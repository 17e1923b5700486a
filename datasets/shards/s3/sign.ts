import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import type { S3Settings } from './settings.ts';

/**
 * The headers that a GET is signed with (AWS Signature Version 4), good for some minutes. Without credentials
 * none.
 */
export async function signedHeaders(
  url: URL,
  { region, credentials }: S3Settings,
): Promise<Record<string, string>> {
  if (!credentials) return {};
  // Loaded by whoever signs: few do.
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials,
    sha256: Sha256,
    // The path is encoded already, and S3 takes it as it is.
    uriEscapePath: false,
  });
  const { headers } = await signer.sign({
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: {},
    headers: { host: url.host },
  });
  // fetch writes it itself.
  const { host: _, ...rest } = headers;
  return rest;
}

/** What the signer wants of a hash: SHA-256, with a key HMAC. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(key));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('a hash is used once');
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
