import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { breakOff, type FileServer, sendFrom, serveFiles } from '../../test/support/file-server.ts';
import { packNumbered } from '../../test/support/shards.ts';
import { openShards } from './open.ts';
import { RemoteStore } from './remote-store.ts';
import { s3Settings } from './s3/settings.ts';
import type { RemoteSettings } from './settings.ts';

const EXAMPLES = 600;
/** Of values; an npy file has 128 bytes before them. */
const SHARD = 80_000;
let directory: string;
let cache: string;
let server: FileServer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-remote-'));
  cache = join(directory, 'cache');
  await packNumbered(directory, { examples: EXAMPLES, shape: [100], each: 200 });
  server = await serveFiles(join(directory, 'shards'));
});
afterEach(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const open = (more: Partial<RemoteSettings> = {}, path = '/index.json') => {
  const index = `${server.url}${path}`;
  const settings = { directory: cache, limit: 1e9, s3: s3Settings({}), attempts: 3, backoffMs: 1, ...more };
  return openShards({ kind: 'shards', index }, new RemoteStore(settings, new URL(index)));
};
type Opened = Awaited<ReturnType<typeof open>>;
const shardOf = ({ store, shards }: Opened, number: number, signal?: AbortSignal) =>
  store.open(shards[number]!, signal ? { signal } : {});
async function expectShard(dataset: Opened, number: number): Promise<void> {
  const file = await shardOf(dataset, number);
  const wanted = readFileSync(join(directory, 'shards', `shard-0000${number}.npy`));
  expect((await file.readFile()).equals(wanted)).toBe(true);
  await file.close();
}
const cached = () => readdirSync(cache).filter((name) => name.endsWith('.shard'));
const startOf = (range = '') => Number(/bytes=(\d+)-/.exec(range)?.[1] ?? 0);
const asked = (number: number) => server.requests.filter((line) => line.includes(`shard-0000${number}`));

it('brings what is opened, once, also for another process on the same cache', async () => {
  const dataset = await open();
  expect(dataset).toMatchObject({ examples: EXAMPLES, classes: 3 });
  expect(server.requests).toEqual(['GET /index.json', 'GET /labels.npy']);
  await expectShard(dataset, 1);
  await expectShard(dataset, 1);
  await expectShard(await open(), 1);
  expect(asked(1)).toEqual(['GET /shard-00001.npy']);
  expect(readdirSync(cache).every((name) => name.endsWith('.shard'))).toBe(true);
});

it('goes on where a connection broke, for as long as each try gets further', async () => {
  const dataset = await open();
  let under: ServerResponse | undefined;
  server.mischief = ({ headers }, response, content) => {
    const start = startOf(headers.range);
    if (start > 70_000) return false;
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': content.length - start });
    response.write(content.subarray(start, start + 10_000));
    under = response;
    return true;
  };
  // Cut as soon as some of it has arrived.
  const file = await dataset.store.open(dataset.shards[0]!, { onProgress: () => under?.destroy() });
  const wanted = readFileSync(join(directory, 'shards', 'shard-00000.npy'));
  expect((await file.readFile()).equals(wanted)).toBe(true);
  await file.close();
  // More often than three failures in a row would allow.
  const starts = asked(0).map((line) => startOf(line));
  expect(starts.length).toBeGreaterThan(3);
  expect(starts).toEqual([...starts].sort((x, y) => x - y));
});

it('begins anew where a server knows no ranges', async () => {
  const dataset = await open();
  server.mischief = (_, response, content) => {
    if (asked(0).length === 1) breakOff(response, content, 0, 10_000);
    else response.end(content);
    return true;
  };
  await expectShard(dataset, 0);
  expect(asked(0)).toHaveLength(2);
});

it('gives up where a server knows no ranges and never gets to the end, however much it sends', async () => {
  const dataset = await open();
  let under: ServerResponse | undefined;
  server.mischief = (_, response, content) => {
    // Now more, now less: each is progress against the try before, and none against the first.
    const some = 30_000 - 10_000 * (asked(0).length % 2);
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, some));
    under = response;
    return true;
  };
  let arrived = 0;
  const opened = dataset.store.open(dataset.shards[0]!, {
    onProgress: () => {
      arrived += 1;
      if (arrived > 50) throw new Error('it never gives up');
      under?.destroy();
    },
  });
  await expect(opened).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(asked(0).length).toBeLessThan(20);
});

it('takes up what a process left behind that was killed while it brought a file', async () => {
  const dataset = await open();
  const { sha256 } = dataset.shards[0]!;
  const whole = readFileSync(join(directory, 'shards', 'shard-00000.npy'));
  writeFileSync(join(cache, `${sha256}.1-dead.part`), whole.subarray(0, 33_333));
  writeFileSync(join(cache, `${sha256}.lock`), '');
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(join(cache, `${sha256}.lock`), longAgo, longAgo);
  await expectShard(dataset, 0);
  expect(asked(0)).toEqual(['GET /shard-00000.npy bytes=33333-']);
  expect(readdirSync(cache).filter((name) => !name.endsWith('.shard'))).toEqual([]);
});

it('asks again where another process took its part over, and leaves that one its lock', async () => {
  const dataset = await open();
  const { sha256 } = dataset.shards[0]!;
  const lock = join(cache, `${sha256}.lock`);
  let taken = false;
  const file = await dataset.store.open(dataset.shards[0]!, {
    onProgress: () => {
      const part = readdirSync(cache).find((name) => name.endsWith('.part'));
      if (taken) {
        // It waits for the lock of the other, which then gets stale.
        if (!part && existsSync(lock)) utimesSync(lock, new Date(0), new Date(0));
        return;
      }
      rmSync(join(cache, part!));
      writeFileSync(lock, 'another');
      taken = true;
    },
  });
  await file.close();
  expect(taken).toBe(true);
  expect(asked(0)).toHaveLength(2);
});

it('stops at once when it is told to, and leaves what has arrived to the next', async () => {
  const dataset = await open();
  const ended = new AbortController();
  server.mischief = (_, response, content) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 10_000));
    return true;
  };
  const stopped = dataset.store.open(dataset.shards[0]!, {
    signal: ended.signal,
    onProgress: () => ended.abort(new Error('enough')),
  });
  await expect(stopped).rejects.toThrow('enough');
  server.mischief = () => false;
  await expectShard(dataset, 0);
  expect(startOf(asked(0)[1])).toBeGreaterThan(0);
});

describe('what is wrong', () => {
  const wrong: [string, number, string, number, RegExp][] = [
    ['a file that is not there', 404, 'DATASET_MISSING', 1, /shard-00000\.npy answered with HTTP status 404/],
    ['a token that is missing', 401, 'CREDENTIALS_REFUSED', 1, /status 401/],
    ['a presigned URL that has expired', 403, 'CREDENTIALS_REFUSED', 1, /status 403/],
    ['a server in trouble', 503, 'UNAVAILABLE', 3, /tried 3 times: HTTP status 503/],
    ['a server that is asked too often', 429, 'UNAVAILABLE', 3, /status 429/],
  ];
  it.each(wrong)('%s', async (_, status, code, requests, message) => {
    const dataset = await open();
    server.mischief = (_request, response) => {
      response.writeHead(status).end();
      return true;
    };
    await expect(shardOf(dataset, 0)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(asked(0)).toHaveLength(requests);
  });

  it('a server that is not there, at first or for good', async () => {
    await server.stop();
    await expect(open()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/ECONNREFUSED/),
    });
  });

  it('trouble that passes is waited for', async () => {
    server.mischief = (_, response) => {
      if (server.requests.length > 2) return false;
      response.writeHead(500).end();
      return true;
    };
    await expectShard(await open(), 2);
  });

  it('a server that says nothing', async () => {
    const dataset = await open({ silenceMs: 50, attempts: 2 });
    server.mischief = () => true;
    await expect(shardOf(dataset, 0)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/no answer for 0\.05 s/),
    });
  });

  it('another file: brought a second time from its beginning, then refused, and not kept', async () => {
    const dataset = await open();
    server.mischief = ({ headers }, response, content) => {
      sendFrom(response, Buffer.alloc(content.length, 7), startOf(headers.range));
      return true;
    };
    await expect(shardOf(dataset, 0)).rejects.toMatchObject({
      code: 'DATASET_CORRUPT',
      message: expect.stringMatching(/SHA-256/),
    });
    expect(asked(0)).toEqual(['GET /shard-00000.npy', 'GET /shard-00000.npy']);
    expect(cached()).toHaveLength(1);
    server.mischief = () => false;
    await expectShard(dataset, 0);
  });

  it.each([
    ['shorter', (content: Buffer) => content.subarray(0, 1000)],
    ['longer', (content: Buffer) => Buffer.concat([content, content])],
  ])('a file that is %s than the index says', async (_, change) => {
    const dataset = await open();
    server.mischief = ({ headers }, response, content) => {
      sendFrom(response, change(content), startOf(headers.range));
      return true;
    };
    await expect(shardOf(dataset, 0)).rejects.toMatchObject({ code: 'DATASET_CORRUPT' });
  });

  it('a file that got damaged in the cache is brought again', async () => {
    const dataset = await open();
    await expectShard(dataset, 0);
    const path = join(cache, `${dataset.shards[0]!.sha256}.shard`);
    rmSync(path);
    writeFileSync(path, Buffer.alloc(SHARD + 128));
    await expectShard(await open(), 0);
    expect(asked(0)).toHaveLength(2);
  });

  it('a cache that cannot be written', async () => {
    writeFileSync(join(directory, 'file'), '');
    await expect(open({ directory: join(directory, 'file', 'cache') })).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
    });
  });
});

describe('secrets', () => {
  it('shows the token to the server of the index, and to no other', async () => {
    const other = await serveFiles(join(directory, 'shards'));
    try {
      const index = join(directory, 'shards', 'index.json');
      const elsewhere = readFileSync(index, 'utf8').replace(
        'shard-00001.npy',
        `${other.url}/shard-00001.npy?X-Amz-Signature=secret`,
      );
      writeFileSync(index, elsewhere);
      const dataset = await open({ token: 'of-a-test' });
      await expectShard(dataset, 0);
      await expectShard(dataset, 1);
      expect(server.tokens).toEqual(['of-a-test', 'of-a-test', 'of-a-test']);
      expect(other.tokens).toEqual(['']);
    } finally {
      await other.stop();
    }
  });

  it('keeps what a presigned URL ends with out of messages', async () => {
    const failed = open({}, '/nothing.json?X-Amz-Signature=secret');
    await expect(failed).rejects.toMatchObject({
      message: expect.stringMatching(/nothing\.json\?… answered/),
    });
    const credentials = openShards({ kind: 'shards', index: 'http://user:secret@localhost/index.json' });
    await expect(credentials).rejects.toMatchObject({
      code: 'DATASET_UNSUPPORTED',
      message: expect.not.stringMatching(/secret/),
    });
  });
});

describe('the bound', () => {
  it('throws away what was unused longest', async () => {
    // The labels (2,528 bytes) and two shards of 80,128.
    const dataset = await open({ limit: 180_000 });
    const age = (number: number, seconds: number) => {
      const time = new Date(Date.now() - 1000 * seconds);
      utimesSync(join(cache, `${dataset.shards[number]!.sha256}.shard`), time, time);
    };
    await expectShard(dataset, 0);
    await expectShard(dataset, 1);
    age(0, 50);
    age(1, 100);
    await expectShard(dataset, 2);
    const kept = dataset.shards.map(({ sha256 }) => cached().includes(`${sha256}.shard`));
    expect(kept).toEqual([true, false, true]);
    expect(cached().reduce((sum, name) => sum + statSync(join(cache, name)).size, 0)).toBeLessThanOrEqual(
      180_000,
    );
    // A use counts: the next to go is what was brought after it.
    age(2, 10);
    await expectShard(dataset, 0);
    await expectShard(dataset, 1);
    expect(cached()).toContain(`${dataset.shards[0]!.sha256}.shard`);
    expect(cached()).not.toContain(`${dataset.shards[2]!.sha256}.shard`);
  });

  it('says so where one shard alone is larger', async () => {
    const dataset = await open({ limit: 130_000 });
    const small = new RemoteStore({ directory: cache, limit: 10_000, s3: s3Settings({}) });
    await expect(small.open(dataset.shards[0]!)).rejects.toMatchObject({
      code: 'DATASET_UNSUPPORTED',
      message: 'a shard of 78.3 KiB does not fit into the cache of 9.8 KiB',
    });
  });

  it('leaves files alone that another process brings', async () => {
    mkdirSync(cache);
    writeFileSync(join(cache, 'other.2-alive.part'), Buffer.alloc(150_000));
    const dataset = await open({ limit: 300_000 });
    await expectShard(dataset, 0);
    await expectShard(dataset, 1);
    expect(readdirSync(cache)).toContain('other.2-alive.part');
  });
});
