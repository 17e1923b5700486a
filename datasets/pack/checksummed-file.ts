import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { IndexedFile } from '../shards/index-file.ts';

/**
 * A file that is written once, from its beginning to its end; what an index says of it is known when it is
 * closed.
 */
export class ChecksummedFile {
  readonly #name: string;
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  private constructor(name: string, file: FileHandle) {
    this.#name = name;
    this.#file = file;
  }

  static async create(directory: string, name: string): Promise<ChecksummedFile> {
    return new ChecksummedFile(name, await open(join(directory, name), 'wx'));
  }

  get bytes(): number {
    return this.#bytes;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    for (let done = 0; done < bytes.length; )
      done += (await this.#file.write(bytes, done, bytes.length - done)).bytesWritten;
  }

  async close(): Promise<IndexedFile> {
    await this.#file.sync();
    await this.#file.close();
    return { file: this.#name, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  /** Closes it as it stands: the directory will be thrown away. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }
}
