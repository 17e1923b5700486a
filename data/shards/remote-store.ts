import { type FileHandle, open, rm } from 'node:fs/promises';
import { asFanoutError } from '../../proto/errors.ts';
import { ShardCache } from './cache.ts';
import type { Location } from './location.ts';
import type { RemoteSettings } from './settings.ts';
import { check, type ShardStore, type StoredFile, type Waiting } from './store.ts';
import { bringBytes, bringFile } from './transfer.ts';

/** Files behind URLs, kept in the cache. */
export class RemoteStore implements ShardStore {
  readonly #settings: RemoteSettings;
  readonly #tokenFor: string | undefined;
  readonly #cache: ShardCache;
  readonly #checked = new Set<string>();

  /** `tokenFor`: the origin of the one server that is shown the token. */
  constructor(settings: RemoteSettings, tokenFor?: string) {
    this.#settings = settings;
    this.#tokenFor = tokenFor;
    this.#cache = new ShardCache(settings.directory, settings.limit);
  }

  async read(location: Location): Promise<Uint8Array> {
    const url = urlOf(location);
    return bringBytes(url, this.#headers(url), this.#settings);
  }

  async open(stored: StoredFile, waiting: Waiting = {}): Promise<FileHandle> {
    for (;;) {
      const file = (await this.#cached(stored, waiting)) ?? (await this.#bring(stored, waiting));
      if (file) return file;
    }
  }

  /** What the cache has. A file that got damaged there is thrown away. */
  async #cached(stored: StoredFile, { signal }: Waiting): Promise<FileHandle | undefined> {
    const file = await this.#cache.use(stored.sha256);
    if (!file) return undefined;
    try {
      await this.#checkOnce(file, stored, signal);
      return file;
    } catch (error) {
      await file.close();
      if (asFanoutError(error).code !== 'DATASET_CORRUPT') throw error;
      await this.#cache.discard(stored.sha256);
      return undefined;
    }
  }

  /** Brings a file into the cache, and opens it; undefined when another process has brought it. */
  async #bring(stored: StoredFile, waiting: Waiting): Promise<FileHandle | undefined> {
    const claim = await this.#cache.claim(stored.sha256, stored.bytes, waiting);
    if (!claim) return undefined;
    const url = urlOf(stored.location);
    try {
      // A part from before may be damaged, or of another version on the server: from the beginning it must be right.
      for (let tries = 1; ; tries++) {
        await bringFile({ ...stored, url }, claim.part, this.#headers(url), this.#settings, waiting);
        const file = await open(claim.part);
        try {
          // Always: an inode that was another file's says nothing.
          await check(file, stored, waiting.signal);
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
    } finally {
      await claim.release();
    }
  }

  async #checkOnce(file: FileHandle, stored: StoredFile, signal: AbortSignal | undefined): Promise<void> {
    const { ino, size } = await file.stat();
    const identity = `${ino} ${size} ${stored.sha256}`;
    if (this.#checked.has(identity)) return;
    await check(file, stored, signal);
    this.#checked.add(identity);
  }

  #headers({ origin }: URL): Record<string, string> {
    const { token } = this.#settings;
    return token !== undefined && origin === this.#tokenFor ? { authorization: `Bearer ${token}` } : {};
  }
}

function urlOf(location: Location): URL {
  if (location.kind === 'url') return location.url;
  throw new Error(`${location.path} is no URL`);
}
