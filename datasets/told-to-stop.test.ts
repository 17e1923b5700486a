/** A dataset whose server takes the call and does not answer must not hold whoever is told to stop. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type FileServer, serveFiles } from '../test/support/file-server.ts';
import { packNumbered } from '../test/support/shards.ts';
import { describeDataset, openDataset } from './load.ts';

let directory: string;
let server: FileServer;
let stop: AbortController;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-stop-'));
  await packNumbered(directory, { examples: 10, each: 5 });
  server = await serveFiles(directory);
  stop = new AbortController();
  vi.stubEnv('FANOUT_CACHE', join(directory, 'cache'));
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const spec = (index: string) => ({ kind: 'shards' as const, index });
/**
 * Says nothing of a file with such a name, or so much of it as `some`. Settles when somebody waits for it,
 * with when that one hangs up.
 */
const silentAbout = (name: string, some: number) =>
  new Promise<{ hungUp: Promise<unknown> }>((resolve) => {
    server.mischief = ({ url }, response, content) => {
      if (!url!.includes(name)) return false;
      if (some > 0) response.writeHead(200, { 'content-length': content.length });
      if (some > 0) response.write(content.subarray(0, some));
      resolve({ hungUp: once(response, 'close') });
      return true;
    };
  });

// A server may be silent for 15 s, six times: none of that fits into the time that these have.
const SOON_MS = 5_000;

it.each([
  ['the index is looked at', 'index.json', 0, describeDataset],
  ['the index is read', 'index.json', 0, openDataset],
  ['the index is on its way', 'index.json', 20, openDataset],
  ['the labels are read', 'labels.npy', 0, openDataset],
] as const)(
  'ends at once while %s, on a web server and in a bucket',
  async (_, name, some, load) => {
    for (const index of [`${server.url}/shards/index.json`, 's3://shards/index.json']) {
      const [asked, told] = [silentAbout(name, some), new AbortController()];
      const loading = load(spec(index), { signal: told.signal });
      loading.catch(() => undefined);
      const { hungUp } = await asked;
      told.abort(new Error('the study was deleted'));
      await expect(loading).rejects.toMatchObject({
        code: 'INTERRUPTED',
        message: expect.stringMatching(/while the dataset was read/),
      });
      await hungUp;
    }
  },
  SOON_MS,
);

it(
  'ends at once while it waits to try again, and asks no more',
  async () => {
    server.mischief = (_, response) => {
      response.writeHead(503).end(() => stop.abort(new Error('the coordinator is stopping')));
      return true;
    };
    const loading = openDataset(spec(`${server.url}/shards/index.json`), { signal: stop.signal });
    await expect(loading).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(server.requests).toEqual(['GET /shards/index.json']);
  },
  SOON_MS,
);

it('says what is wrong with a dataset, and not that it was told to stop, where it was not', async () => {
  const loading = openDataset(spec(`${server.url}/nothing.json`), { signal: stop.signal });
  await expect(loading).rejects.toMatchObject({ code: 'DATASET_MISSING' });
});
