import { type FileHandle, open, rm } from 'node:fs/promises';
import { asFanoutError } from '../../proto/errors.ts';
import { type Remote, remote } from './access.ts';
import { ShardCache } from './cache.ts';
import type { Location } from './location.ts';
import type { RemoteSettings } from './settings.ts';
import { check, type ShardStore, type StoredFile, type Waiting } from './store.ts';
import { bringBytes, bringFile } from './transfer.ts';

/** Files behind URLs, kept in the cache. */
export class RemoteStore implements ShardStore {
  readonly #settings: RemoteSettings;
  readonly #index: URL | undefined;
  readonly #cache: ShardCache;
  readonly #checked = new Set<string>();

  /** `index`: where the dataset's index lies, if behind a URL; it says who is shown secrets. */
  constructor(settings: RemoteSettings, index?: URL) {
    this.#settings = settings;
    this.#index = index;
    this.#cache = new ShardCache(settings.directory, settings.limit);
  }

  async read(location: Location, waiting: Waiting = {}): Promise<Uint8Array> {
    return bringBytes(this.#remote(location), this.#settings, waiting);
  }

  async open(stored: StoredFile, waiting: Waiting = {}): Promise<FileHandle> {
    for (;;) {
      const file = (await this.#cached(stored, waiting)) ?? (await this.#bring(stored, waiting));
      if (file) return file;
    }
  }

  /** What the cache has. A file that got damaged there is thrown away. */
  async #cached(stored: StoredFile, waiting: Waiting): Promise<FileHandle | undefined> {
    const file = await this.#cache.use(stored.sha256);
    if (!file) return undefined;
    try {
      await this.#checkOnce(file, stored, waiting);
      return file;
    } catch (error) {
      await file.close();
      if (asFanoutError(error).code !== 'DATASET_CORRUPT') throw error;
      await this.#cache.discard(stored.sha256);
      return undefined;
    }
  }

  /**
   * Brings a file into the cache, and opens it; undefined when another process has brought it, or brings it
   * now.
   */
  async #bring(stored: StoredFile, waiting: Waiting): Promise<FileHandle | undefined> {
    const claim = await this.#cache.claim(stored.sha256, stored.bytes, waiting);
    if (!claim) return undefined;
    const from = this.#remote(stored.location);
    try {
      // A part from before may be damaged, or of another version on the server: from the beginning it must be
      // right.
      for (let tries = 1; ; tries++) {
        await bringFile(from, stored.bytes, claim.part, this.#settings, waiting);
        const file = await open(claim.part);
        try {
          // Always: an inode that was another file's says nothing.
          await check(file, stored, waiting);
          // Opened before it has a name: whoever makes room may take the name away at once.
          await claim.publish();
          return file;
        } catch (error) {
          await file.close();
          if (asFanoutError(error).code !== 'DATASET_CORRUPT') throw error;
          await rm(claim.part, { force: true });
          if (tries === 2) throw error;
        }
      }
    } catch (error) {
      // This process stood still for so long that another took its part over: that one's file will do.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    } finally {
      await claim.release();
    }
  }

  async #checkOnce(file: FileHandle, stored: StoredFile, waiting: Waiting): Promise<void> {
    const { ino, size } = await file.stat();
    const identity = `${ino} ${size} ${stored.sha256}`;
    if (this.#checked.has(identity)) return;
    await check(file, stored, waiting);
    this.#checked.add(identity);
  }

  #remote(location: Location): Remote {
    if (location.kind === 'url') return remote(location.url, this.#settings, this.#index);
    throw new Error(`${location.path} is no URL`);
  }
}
