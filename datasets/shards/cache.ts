/**
 * Files kept on disk under their SHA-256, within a bound, shared by several processes without a server
 * between them.
 *
 * `<sha256>.shard` is a whole file: it gets this name when all of it is there. `<sha256>.<who>.part` is on
 * its way, `<sha256>.lock` says that somebody brings it. The lock saves bandwidth and no more: should two
 * bring the same file after all, each has a part of its own, and the same bytes get the same name. The time
 * of a file's last use is its mtime; the longest unused goes first. Who has opened a file keeps it, whatever
 * becomes of its name.
 */
import { randomBytes } from 'node:crypto';
import {
  type FileHandle,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FanoutError } from '../../proto/errors.ts';
import { shownBytes } from '../byte-size.ts';
import { makeDirectory } from '../make-directory.ts';
import { whyUnwritten } from '../why-unwritten.ts';
import { StandingStill } from './standing-still.ts';
import type { Waiting } from './store.ts';

/** A lock that was not renewed for so long is of a process that is gone. */
export const STALE_MS = 15_000;
const RENEW_MS = 2_000;
const POLL_MS = 200;

const WHOLE = '.shard';

/** The right to bring a file, and where to. */
export interface Claim {
  readonly part: string;
  /** Gives the part, which is whole, its name. */
  publish(): Promise<void>;
  /** Leaves the part to whoever tries next. */
  release(): Promise<void>;
}

/** The cache. */
export class ShardCache {
  readonly #directory: string;
  readonly #limit: number;
  readonly #staleMs: number;

  constructor(directory: string, limit: number, staleMs = STALE_MS) {
    this.#directory = directory;
    this.#limit = limit;
    this.#staleMs = staleMs;
  }

  /** Opens a file, and notes that it is used; undefined where it is not there. */
  async use(key: string): Promise<FileHandle | undefined> {
    try {
      const file = await open(this.#path(key + WHOLE));
      const now = new Date();
      // A directory that is shared with another user: then this use is not noted.
      await file.utimes(now, now).catch(() => undefined);
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw this.#unusable(error);
    }
  }

  /** Throws a file away that is not what it should be. */
  async discard(key: string): Promise<void> {
    await rm(this.#path(key + WHOLE), { force: true });
  }

  /**
   * The right to bring a file of so many bytes, with room made for it; undefined when another process has
   * brought it meanwhile.
   */
  async claim(key: string, bytes: number, { signal, onProgress }: Waiting = {}): Promise<Claim | undefined> {
    if (bytes > this.#limit) {
      throw new FanoutError(
        'DATASET_UNSUPPORTED',
        `a shard of ${shownBytes(bytes)} does not fit into the cache of ${shownBytes(this.#limit)}`,
        { hint: 'set FANOUT_CACHE_BYTES, or pack the dataset with a smaller --shard-size' },
      );
    }
    try {
      await makeDirectory(this.#directory);
      const owner = `${process.pid}-${randomBytes(4).toString('hex')}`;
      const still = new StandingStill();
      for (;;) {
        signal?.throwIfAborted();
        const locked = !(await this.#has(key)) && (await this.#lock(key, owner, still));
        // Asked again: it may have come between the question and the lock.
        if (await this.#has(key)) {
          if (locked) await this.#unlock(key, owner);
          return undefined;
        }
        if (locked) break;
        // Whoever brings it makes progress, or its lock gets stale.
        onProgress?.();
        await pause(POLL_MS, undefined, signal ? { signal } : {});
      }
      return await this.#claimed(key, bytes, owner);
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof FanoutError ? error : this.#unusable(error);
    }
  }

  /**
   * Deletes what was unused longest until so many bytes more fit. What others delete at the same time counts
   * as gone.
   */
  async makeRoom(bytes: number): Promise<void> {
    const files = await this.#files();
    let total = files.reduce((sum, file) => sum + file.size, bytes);
    const idle = files.filter(({ name, age }) => name.endsWith(WHOLE) || age > this.#staleMs);
    for (const { name, size } of idle.sort((a, b) => b.age - a.age)) {
      if (total <= this.#limit) return;
      await unlink(this.#path(name)).catch(() => undefined);
      total -= size;
    }
  }

  async #claimed(key: string, bytes: number, owner: string): Promise<Claim> {
    const lock = this.#path(`${key}.lock`);
    const part = this.#path(`${key}.${owner}.part`);
    const renew = () => Promise.all([touch(lock), touch(part)]);
    const renewal = setInterval(() => void renew(), RENEW_MS).unref();
    const end = async () => {
      clearInterval(renewal);
      await this.#unlock(key, owner);
    };
    try {
      const [left] = (await this.#files()).filter(
        ({ name }) => name.startsWith(`${key}.`) && name.endsWith('.part'),
      );
      if (left) {
        await rename(this.#path(left.name), part).catch(() => undefined);
        // Its own now: nobody is to take it for idle.
        await touch(part);
      }
      await this.makeRoom(bytes - (left?.size ?? 0));
    } catch (error) {
      await end();
      throw error;
    }
    return {
      part,
      publish: async () => {
        await touch(part);
        await rename(part, this.#path(key + WHOLE));
        await end();
      },
      release: end,
    };
  }

  #has(key: string): Promise<boolean> {
    return stat(this.#path(key + WHOLE)).then(
      () => true,
      () => false,
    );
  }

  /** Takes the lock away while it is one's own: who stood still may have lost it. */
  async #unlock(key: string, owner: string): Promise<void> {
    const lock = this.#path(`${key}.lock`);
    if ((await readFile(lock, 'utf8').catch(() => undefined)) === owner) await rm(lock, { force: true });
  }

  async #lock(key: string, owner: string, still: StandingStill): Promise<boolean> {
    const lock = this.#path(`${key}.lock`);
    try {
      await writeFile(lock, owner, { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const found = await stat(lock).catch(() => undefined);
    // At once where its time says so, and where it does not, since the clock was set, when it stands still.
    const stands = found ? Math.max(Date.now() - found.mtimeMs, still.seen(found.mtimeMs)) : 0;
    // Taken away by renaming: of several that see it stale one succeeds.
    if (stands > this.#staleMs) {
      const stale = `${lock}.${randomBytes(4).toString('hex')}`;
      await rename(lock, stale).then(
        () => rm(stale, { force: true }),
        () => undefined,
      );
    }
    return false;
  }

  async #files(): Promise<{ name: string; size: number; age: number }[]> {
    const now = Date.now();
    const files = await Promise.all(
      (await readdir(this.#directory)).map(async (name) => {
        const found = await stat(this.#path(name)).catch(() => undefined);
        return found ? [{ name, size: found.size, age: now - found.mtimeMs }] : [];
      }),
    );
    return files.flat();
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }

  #unusable(error: unknown): FanoutError {
    return new FanoutError(
      'OUTPUT_UNWRITABLE',
      `the cache ${this.#directory} cannot be used: ${whyUnwritten(error)}`,
      { hint: 'free space, or set FANOUT_CACHE to a directory that can be written', cause: error },
    );
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}
