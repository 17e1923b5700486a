/**
 * Checking a large file takes as long as bringing it: whoever waits hears that it goes on, and can break it
 * off.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileServer, serveFiles } from '../../test/support/file-server.ts';
import { RemoteStore } from './remote-store.ts';
import { s3Settings } from './s3/settings.ts';
import { type ShardStore, type StoredFile, VolumeStore, type Waiting } from './store.ts';

const MIB = 2 ** 20;
const CHUNKS = 5;
const content = randomBytes(CHUNKS * MIB);
let directory: string;
let server: FileServer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-store-'));
  mkdirSync(join(directory, 'files'));
  writeFileSync(join(directory, 'files', 'shard'), content);
  server = await serveFiles(join(directory, 'files'));
});
afterEach(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const facts = { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
const onVolume = (): StoredFile => ({
  ...facts,
  location: { kind: 'path', path: join(directory, 'files', 'shard') },
});
const behindUrl = (): StoredFile => ({
  ...facts,
  location: { kind: 'url', url: new URL(`${server.url}/shard`) },
});
const cache = () => join(directory, 'cache');
const remote = () =>
  new RemoteStore({ directory: cache(), limit: 1e9, s3: s3Settings({}), attempts: 1, backoffMs: 1 });

async function openAndClose(store: ShardStore, file: StoredFile, waiting?: Waiting): Promise<void> {
  await (await store.open(file, waiting)).close();
}

/** Whether all bytes of the file have arrived: what is heard of after that is heard of the check. */
const arrived = () =>
  readdirSync(cache()).some((name) => statSync(join(cache(), name)).size === content.length);

describe.each<[string, () => Promise<{ store: ShardStore; file: StoredFile; checking: () => boolean }>]>([
  ['on a volume', async () => ({ store: new VolumeStore(), file: onVolume(), checking: () => true })],
  [
    'in the cache, from another process',
    async () => {
      await openAndClose(remote(), behindUrl());
      return { store: remote(), file: behindUrl(), checking: () => true };
    },
  ],
  ['that has just arrived', async () => ({ store: remote(), file: behindUrl(), checking: arrived })],
])('the check of a file %s', (_, given) => {
  it('tells of each part of it that is checked', async () => {
    const { store, file, checking } = await given();
    let heard = 0;
    await openAndClose(store, file, {
      onProgress: () => {
        if (checking()) heard += 1;
      },
    });
    expect(heard).toBeGreaterThanOrEqual(CHUNKS);
  });

  it('ends in the middle with the reason of the signal', async () => {
    const { store, file, checking } = await given();
    const controller = new AbortController();
    const reason = new Error('no longer wanted');
    let heard = 0;
    const opened = store.open(file, {
      signal: controller.signal,
      onProgress: () => {
        if (checking()) heard += 1;
        if (heard === 2) controller.abort(reason);
      },
    });
    await expect(opened).rejects.toBe(reason);
    // One part may have been read already.
    expect(heard).toBeLessThan(CHUNKS);
    // It counts as not checked: the next one hears of the check again.
    heard = Number.NEGATIVE_INFINITY;
    let again = 0;
    await openAndClose(store, file, {
      onProgress: () => {
        again += 1;
      },
    });
    expect(again).toBeGreaterThanOrEqual(CHUNKS);
  });
});
