import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FileServer, serveFiles } from '../../test/support/file-server.ts';
import { openShards } from './open.ts';
import { RemoteStore } from './remote-store.ts';
import { s3Settings } from './s3/settings.ts';

let directory: string;
let server: FileServer;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-bounded-'));
  server = await serveFiles(directory);
});
afterEach(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const LARGEST = 100_000;
const open = () => {
  const index = `${server.url}/index.json`;
  const settings = { directory, limit: 1e9, s3: s3Settings({}), backoffMs: 1, largestIndex: LARGEST };
  return openShards({ kind: 'shards', index }, new RemoteStore(settings, new URL(index)));
};

it.each([
  [
    'packed, and a thousand times as large when it is unpacked',
    gzipSync(Buffer.alloc(1000 * LARGEST)),
    'gzip',
  ],
  ['too large as it is', Buffer.alloc(LARGEST + 1, ' '), 'identity'],
])('an index that is %s is asked for once, and not read to its end', async (_, body, encoding) => {
  server.mischief = (__, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(body);
    return true;
  };
  await expect(open()).rejects.toMatchObject({
    code: 'DATASET_CORRUPT',
    message: expect.stringMatching(/index\.json is no index: it has more than 97\.7 KiB$/),
  });
  expect(server.requests).toEqual(['GET /index.json']);
});

it('says nothing of what a server sent instead of an index', async () => {
  server.mischief = (_, response) => {
    response.end('{"password": hunter2}');
    return true;
  };
  await expect(open()).rejects.toMatchObject({
    code: 'DATASET_CORRUPT',
    message: expect.not.stringMatching(/hunter2|password/),
  });
});
