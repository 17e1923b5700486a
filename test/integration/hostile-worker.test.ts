/**
 * What whoever holds a worker's NATS credentials can do to a run: with the server of a local run, and with
 * that of a cluster.
 */
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, describe, expect, it } from 'vitest';
import { ledgerStream } from '../../coordinator/ledger/ledger.ts';
import { PACK_STREAM } from '../../proto/queue.ts';
import {
  startTestCoordinator,
  startTestNats,
  startTestWorker,
  type TestNats,
  testManifest,
} from '../support/cluster.ts';
import { startInstalledNats } from '../support/installed-nats.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const RUN = 'attacked';
const TRIALS = 6;
const RECORDED = 'one';

/**
 * Every subject of JetStream's API: https://docs.nats.io/reference/reference-protocols/nats_api_reference.
 */
function apiSubjects(stream: string, consumer: string, key: string): string[] {
  const api = [
    ...[
      'INFO',
      'ACCOUNT.PURGE.FANOUT',
      'STREAM.NAMES',
      'STREAM.LIST',
      'STREAM.TEMPLATE.NAMES',
      'META.LEADER.STEPDOWN',
    ],
    ...['SERVER.REMOVE', 'SERVER.STREAM.MOVE.FANOUT.x', 'ACCOUNT.STREAM.MOVE.FANOUT.x'],
    ...['CREATE', 'UPDATE', 'INFO', 'DELETE', 'PURGE', 'SNAPSHOT', 'RESTORE', 'MSG.GET', 'MSG.DELETE']
      .concat('PEER.REMOVE', 'LEADER.STEPDOWN')
      .map((verb) => `STREAM.${verb}.${stream}`),
    ...[`DIRECT.GET.${stream}`, `DIRECT.GET.${stream}.${key}`],
    ...[
      `CONSUMER.CREATE.${stream}`,
      `CONSUMER.CREATE.${stream}.mine`,
      `CONSUMER.CREATE.${stream}.mine.${key}`,
    ],
    ...[`CONSUMER.DURABLE.CREATE.${stream}.mine`, `CONSUMER.NAMES.${stream}`, `CONSUMER.LIST.${stream}`],
    ...['INFO', 'DELETE', 'MSG.NEXT', 'PAUSE', 'UNPIN', 'RESET', 'LEADER.STEPDOWN'].map(
      (verb) => `CONSUMER.${verb}.${stream}.${consumer}`,
    ),
  ];
  return [
    ...api.map((subject) => `$JS.API.${subject}`),
    ...[
      `$JS.ACK.${stream}.${consumer}.1.1.1.1.0`,
      `$JS.ACK.${stream}.${consumer}.1.2.2.1.0`,
      `$JS.ACK.${stream}.>`,
    ],
    ...[`$JS.SNAPSHOT.RESTORE.${stream}.x`, `$JS.SNAPSHOT.ACK.${stream}.x`, `$JS.FC.${stream}.${consumer}.x`],
    ...['$JS.EVENT.ADVISORY.API', `$JS.EVENT.METRIC.CONSUMER.ACK.${stream}.${consumer}`],
    ...[
      '$SYS.REQ.SERVER.PING',
      '$SYS.REQ.SERVER.PING.JSZ',
      '$SYS.REQ.ACCOUNT.FANOUT.JSZ',
      '$SYS.REQ.USER.INFO',
    ],
    ...[key, `$O.fanout.C.x`, `$O.fanout.M.x`, 'fanout.packs.attacked.0', 'anything'],
  ];
}

const PAYLOADS = [
  '',
  '{}',
  '{"batch":1,"no_wait":true}',
  '{"batch":5,"expires":200000000}',
  '+NXT {"batch":1}',
  '-NAK',
];

interface Truth {
  readonly ledger: unknown;
  readonly manifest: unknown;
}

/**
 * Everything that the ledger and the manifests' streams hold, with its place: nothing can change without
 * being seen.
 */
async function truth(connection: NatsConnection): Promise<Truth> {
  const manager = await jetstreamManager(connection);
  const messages = async (stream: string, subjects: (subject: string) => boolean) => {
    const { state } = await manager.streams.info(stream, { subjects_filter: '>' });
    const names = Object.keys(state.subjects ?? {})
      .filter(subjects)
      .sort();
    return Promise.all(
      names.map(async (subject) => {
        const found = await manager.streams.getMessage(stream, { last_by_subj: subject });
        return [subject, found?.seq, found?.string(), state.subjects![subject]];
      }),
    );
  };
  const streams = await manager.streams.list().next();
  const manifests = streams
    .map(({ config }) => config.name)
    .filter((name) => name.startsWith('KV_fanout-') && name !== ledgerStream(RUN));
  return {
    ledger: await messages(ledgerStream(RUN), () => true),
    manifest: await Promise.all(
      manifests.map((stream) => messages(stream, (subject) => /manifest/.test(subject))),
    ),
  };
}

async function attackedRun(server: TestNats) {
  // A pack that is asked for and then left costs its lease: that much any worker can do.
  const coordinator = await startTestCoordinator(server, { leaseMs: 300 });
  closers.push(() => coordinator.stop(100));
  const run = await coordinator.startRun(await testManifest(RUN, 3, 2), { workers: 1 });
  const { user, pass } = server.coordinator;
  const owner = await connect({ servers: server.url, user, pass });
  closers.push(() => owner.close());
  const { user: name, pass: secret } = server.worker;
  const attacker = await connect({ servers: server.url, user: name, pass: secret });
  closers.push(() => attacker.close());
  return { coordinator, run, owner, attacker };
}

const SERVERS = [
  ['a local run', startTestNats],
  ['a cluster', startInstalledNats],
] as const;

describe.each(SERVERS)('a worker’s NATS user at the server of %s', (_, start) => {
  it('changes no outcome and no manifest, whatever it asks and wherever the answer is to go', async () => {
    const { server, stop } = await start();
    closers.push(stop);
    const { coordinator, run, owner, attacker } = await attackedRun(server);
    const worker = startTestWorker(server, coordinator, RUN);
    closers.push(worker.stop);
    await expect.poll(() => run.recorded, { timeout: 10_000, interval: 5 }).toBeGreaterThan(0);
    await worker.stop();
    const before = await truth(owner);
    const kv = `$KV.fanout-ledger-${RUN}`;
    const { subjects = {} } = (
      await (await jetstreamManager(owner)).streams.info(ledgerStream(RUN), { subjects_filter: '>' })
    ).state;
    const replies = [
      Object.keys(subjects)[0]!,
      `${kv}.${RECORDED}`,
      `$KV.fanout-runs.${RUN}.manifest`,
      `$KV.fanout-manifests.${RUN}`,
      '_INBOX_WORKER.another.token',
      `$JS.ACK.${PACK_STREAM}.run-${RUN}.1.1.1.1.0`,
      `$JS.API.STREAM.PURGE.${ledgerStream(RUN)}`,
    ];
    const targets = [
      [PACK_STREAM, `run-${RUN}`, `fanout.packs.${RUN}.0`],
      [ledgerStream(RUN), 'any', Object.keys(subjects)[0]!],
      ['KV_fanout-runs', 'any', `$KV.fanout-runs.${RUN}.manifest`],
      ['KV_fanout-manifests', 'any', `$KV.fanout-manifests.${RUN}`],
    ] as const;
    for (const target of targets)
      for (const subject of apiSubjects(target[0], target[1], target[2]))
        for (const reply of replies)
          for (const payload of PAYLOADS) attacker.publish(subject, payload, { reply });
    await attacker.flush();
    // The run goes on as if nothing had been: by then every answer of the server has gone where it could.
    closers.push(startTestWorker(server, coordinator, RUN).stop);
    await run.done;
    const outcomes = await run.outcomes();
    expect(outcomes.map(({ status }) => status)).toEqual(Array(TRIALS).fill('completed'));
    const after = await truth(owner);
    expect(after.manifest).toEqual(before.manifest);
    expect(after.ledger).toEqual(expect.arrayContaining(before.ledger as unknown[]));
    expect(after.ledger).toHaveLength(TRIALS);
  }, 60_000);

  it('hears nothing that is not for its own inbox', async () => {
    const { server, stop } = await start();
    closers.push(stop);
    const { attacker } = await attackedRun(server);
    const own = `_INBOX_WORKER.${server.worker.user}`;
    const subscribe = async (subject: string) => {
      const subscription = attacker.subscribe(subject, { callback: () => undefined });
      const refused = subscription.closed.then((error) => (error ? 'refused' : 'closed'));
      await attacker.flush();
      const answer = await Promise.race([refused, Promise.resolve('taken')]);
      subscription.unsubscribe();
      return answer;
    };
    expect(await subscribe(`${own}.token`)).toBe('taken');
    expect(await subscribe(`${own}.>`)).toBe('taken');
    const others = ['>', '*', '*.>', '_INBOX_WORKER.>', '_INBOX_WORKER.*.>', '_INBOX_WORKER.another.>']
      .concat('_INBOX_WORKER.another.token', '_INBOX.>', '_R_.>', '$KV.>', `$KV.fanout-ledger-${RUN}.>`)
      .concat('$JS.>', '$JS.API.>', '$JS.ACK.>', '$JS.EVENT.ADVISORY.>', '$SYS.>', '$O.>', 'fanout.packs.>');
    for (const subject of others)
      expect({ subject, answer: await subscribe(subject) }).toEqual({ subject, answer: 'refused' });
  });
});
