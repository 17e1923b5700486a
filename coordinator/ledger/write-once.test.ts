/**
 * Buckets whose keys keep their first value, at a real nats-server and with the rights of the coordinator
 * itself.
 */
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestNats } from '../../test/support/cluster.ts';
import { MANIFESTS_BUCKET, openRunStore } from '../run/store.ts';
import { createLedger, ledgerStream, openLedger } from './ledger.ts';
import { ensureWriteOnce, streamOfBucket } from './write-once.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
let connection: NatsConnection;
beforeAll(async () => {
  nats = await startTestNats();
  const { url, coordinator } = nats.server;
  connection = await connect({ servers: url, ...coordinator });
});
afterAll(async () => {
  await connection.close();
  await nats.stop();
});

const buckets: [string, () => Promise<string>][] = [
  ['a ledger', () => createLedger(jetstream(connection), 'new', 1).then(() => 'fanout-ledger-new')],
  ['the manifests', () => openRunStore(jetstream(connection), 1).then(() => MANIFESTS_BUCKET)],
  [
    'a ledger that an earlier version made',
    async () => {
      await new Kvm(connection).create('fanout-ledger-earlier', { history: 1 });
      await openLedger(jetstream(connection), 'earlier');
      return 'fanout-ledger-earlier';
    },
  ],
];

describe.each(buckets)('%s', (_, make) => {
  it('keeps the first value of a key, whoever sends another', async () => {
    const bucket = await make();
    const manager = await jetstreamManager(connection);
    const kv = await new Kvm(connection).open(bucket);
    const revision = await kv.create('key', 'first');
    await kv.create('beside', 'it');
    const rollup = (what: string) => {
      const given = headers();
      given.set('Nats-Rollup', what);
      return { headers: given };
    };
    const subject = `$KV.${bucket}.key`;
    const client = jetstream(connection);
    const tries: (() => Promise<unknown>)[] = [
      () => kv.put('key', 'second'),
      () => kv.update('key', 'second', revision),
      () => kv.delete('key'),
      () => kv.purge('key'),
      () => client.publish(subject, 'second'),
      () => client.publish(subject, 'second', rollup('sub')),
      () => client.publish(`$KV.${bucket}.third`, 'second', rollup('all')),
      () => manager.streams.deleteMessage(streamOfBucket(bucket), revision, true),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toThrow();
    const [first, beside] = [await kv.get('key'), await kv.get('beside')];
    expect([first?.string(), first?.revision, beside?.string()]).toEqual(['first', revision, 'it']);
  });

  it('lets the coordinator put one entry aside, after which the key can be written again', async () => {
    const bucket = await make();
    const manager = await jetstreamManager(connection);
    const kv = await new Kvm(connection).open(bucket);
    await kv.create('unreadable', '{');
    await kv.create('other', 'stays');
    await manager.streams.purge(streamOfBucket(bucket), { filter: `$KV.${bucket}.unreadable` });
    expect(await kv.get('unreadable')).toBeNull();
    await kv.create('unreadable', 'anew');
    expect((await kv.get('unreadable'))?.string()).toBe('anew');
    expect((await kv.get('other'))?.string()).toBe('stays');
  });
});

it('is made once: what is there stays', async () => {
  const manager = await jetstreamManager(connection);
  await ensureWriteOnce(manager, 'twice', 1);
  await (await new Kvm(connection).open('twice')).create('key', 'value');
  await ensureWriteOnce(manager, 'twice', 1);
  expect((await manager.streams.info(streamOfBucket('twice'))).state.messages).toBe(1);
  expect(ledgerStream('x')).toBe('KV_fanout-ledger-x');
});
