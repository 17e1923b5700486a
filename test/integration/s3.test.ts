/** Datasets in buckets, on a server that is not ours and checks each signature. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { locate } from '../../datasets/shards/location.ts';
import { openShards } from '../../datasets/shards/open.ts';
import { storeFor } from '../../datasets/shards/stores.ts';
import { serveFiles } from '../support/file-server.ts';
import { findRclone, KEY, type S3Server, serveS3 } from '../support/s3-server.ts';
import { packNumbered } from '../support/shards.ts';

/** Signs of all kinds: a signature is over the path as it is encoded. */
const FOLDER = 'of a test/ä+b (1)!*~';
const INDEX = `s3://bucket/${FOLDER}/index.json`;
const SIGNED = { AWS_ACCESS_KEY_ID: KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey };

let directory: string;
let rclone: string | undefined;
let why = '';
let server: S3Server;
let cache = 0;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-s3-'));
  const found = await findRclone(join(directory, 'rclone'));
  if ('why' in found) {
    why = found.why;
    return;
  }
  rclone = found.rclone;
  const folder = join(directory, 'buckets', 'bucket', FOLDER);
  mkdirSync(join(folder, '..'), { recursive: true });
  await packNumbered(directory, { examples: 100, shape: [100], each: 50 }, `buckets/bucket/${FOLDER}`);
  server = await serveS3(rclone, join(directory, 'buckets'));
});
afterAll(async () => {
  await server?.stop();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach((context) => {
  if (!rclone) context.skip(why);
});

/** Opens a dataset as a worker with this environment does, and reads a shard of it. */
async function read(index: string, environment: NodeJS.ProcessEnv, shard = 1): Promise<Buffer> {
  cache += 1;
  const all = {
    FANOUT_CACHE: join(directory, `cache-${cache}`),
    AWS_ENDPOINT_URL_S3: server.url,
    ...environment,
  };
  const dataset = await openShards({ kind: 'shards', index }, storeFor(locate(index), all));
  const file = await dataset.store.open(dataset.shards[shard]!);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}
const shardFile = () => readFileSync(join(directory, 'buckets', 'bucket', FOLDER, 'shard-00001.npy'));

it('reads index and shards with a signature that the server accepts', async () => {
  expect((await read(INDEX, SIGNED)).equals(shardFile())).toBe(true);
});

it.each([
  ['no credentials', {}, /answered with HTTP status 400/, /set AWS_ACCESS_KEY_ID/],
  [
    'another secret',
    { ...SIGNED, AWS_SECRET_ACCESS_KEY: 'another' },
    /403 \(SignatureDoesNotMatch\)/,
    /this access key may read/,
  ],
  [
    'an unknown key',
    { ...SIGNED, AWS_ACCESS_KEY_ID: 'unknown' },
    /403 \(InvalidAccessKeyId\)/,
    /this access key may read/,
  ],
])('is refused with %s', async (_, environment, message, hint) => {
  await expect(read(INDEX, environment)).rejects.toMatchObject({
    code: 'CREDENTIALS_REFUSED',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
});

it('says what is not there', async () => {
  const wrong = read('s3://bucket/nothing/index.json', SIGNED);
  await expect(wrong).rejects.toMatchObject({
    code: 'DATASET_MISSING',
    message: 's3://bucket/nothing/index.json answered with HTTP status 404 (NoSuchKey)',
  });
});

it('reads a public bucket without credentials', async () => {
  const open = await serveS3(rclone!, join(directory, 'buckets'), { anyone: true });
  try {
    expect((await read(INDEX, { AWS_ENDPOINT_URL_S3: open.url })).equals(shardFile())).toBe(true);
  } finally {
    await open.stop();
  }
});

it('an index on a volume may name shards in a bucket; one from a web server does not get to use the credentials', async () => {
  const folder = join(directory, 'elsewhere');
  mkdirSync(folder);
  const index = readFileSync(join(directory, 'buckets', 'bucket', FOLDER, 'index.json'), 'utf8');
  writeFileSync(
    join(folder, 'labels.npy'),
    readFileSync(join(directory, 'buckets', 'bucket', FOLDER, 'labels.npy')),
  );
  writeFileSync(
    join(folder, 'index.json'),
    index.replace(/"shard-0000(\d).npy"/g, (_, number) => `"s3://bucket/${FOLDER}/shard-0000${number}.npy"`),
  );
  expect((await read(join(folder, 'index.json'), SIGNED)).equals(shardFile())).toBe(true);
  const web = await serveFiles(folder);
  try {
    await expect(read(`${web.url}/index.json`, SIGNED)).rejects.toMatchObject({
      code: 'CREDENTIALS_REFUSED',
    });
  } finally {
    await web.stop();
  }
});
