/**
 * A process that reads all shards of a dataset, several times in an order of its own: `read-shards.ts INDEX
 * CACHE LIMIT FIRST`.
 */
import { createHash } from 'node:crypto';
import { openShards } from '../../datasets/shards/open.ts';
import { RemoteStore } from '../../datasets/shards/remote-store.ts';
import { s3Settings } from '../../datasets/shards/s3/settings.ts';

const [index, directory, limit, first] = process.argv.slice(2) as [string, string, string, string];
const settings = { directory, limit: Number(limit), s3: s3Settings({}) };
const { shards, store } = await openShards({ kind: 'shards', index }, new RemoteStore(settings));
let wrong = 0;
for (let turn = 0; turn < 3 * shards.length; turn++) {
  const shard = shards[(turn + Number(first)) % shards.length]!;
  const file = await store.open(shard);
  const found = createHash('sha256')
    .update(await file.readFile())
    .digest('hex');
  if (found !== shard.sha256) wrong += 1;
  await file.close();
}
process.exitCode = wrong;
