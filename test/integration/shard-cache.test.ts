/** Several processes on one cache, none of which knows of the others. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FileServer, serveFiles } from '../support/file-server.ts';
import { packNumbered } from '../support/shards.ts';

const SCRIPT = fileURLToPath(new URL('../support/read-shards.ts', import.meta.url));
const SHARDS = 8;
const SHARD_BYTES = 400_128;
let directory: string;
let server: FileServer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-cache-'));
  await packNumbered(directory, { examples: 100 * SHARDS, shape: [1000], each: 100 });
  server = await serveFiles(join(directory, 'shards'));
});
afterEach(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const cache = () => join(directory, 'cache');
const readers = (count: number, limit: number) =>
  Promise.all(
    Array.from({ length: count }, (_, first) =>
      promisify(execFile)(process.execPath, [
        ...['--import', 'tsx', SCRIPT],
        ...[`${server.url}/index.json`, cache(), String(limit), String(first % 2)],
      ]),
    ),
  );
const requestsOf = (path: RegExp) => server.requests.filter((request) => path.test(request)).length;

it('brings each file once for all of them, and each reads what it should', async () => {
  await readers(4, 1e9);
  expect(requestsOf(/shard/)).toBe(SHARDS);
  expect(requestsOf(/labels/)).toBe(1);
  expect(readdirSync(cache())).toHaveLength(SHARDS + 1);
});

it('keeps to its bound while all of them bring and throw away', async () => {
  const limit = 2.5 * SHARD_BYTES;
  await readers(4, limit);
  expect(requestsOf(/shard/)).toBeGreaterThan(SHARDS);
  const files = readdirSync(cache());
  expect(files.filter((name) => !name.endsWith('.shard'))).toEqual([]);
  const bytes = files.reduce((sum, name) => sum + statSync(join(cache(), name)).size, 0);
  // Each of the others may have had one on its way when the last room was made.
  expect(bytes).toBeLessThanOrEqual(limit + 3 * SHARD_BYTES);
});
