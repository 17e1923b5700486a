/** Faults of NATS and of the way to it. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type SmallDisk, smallDisk } from '../../support/small-disk.ts';
import { type Arena, LEASE_MS } from '../arena/arena.ts';
import type { NatsProcess } from '../arena/nats.ts';
import { must, SkippedError } from '../checks.ts';
import type { Scenario } from '../scenario.ts';

import { stopWorker } from './workers.ts';

async function apart(arena: Arena, proxies: readonly ('natsOfWorkers' | 'natsOfCoordinator')[], ms: number) {
  const passage = arena.random.next() < 0.5 ? 'cut' : 'stuck';
  for (const proxy of proxies) arena[proxy].passage = passage;
  await setTimeout(ms);
  // A connection that was stuck is broken by whoever notices first; here, it goes on as if nothing had been.
  for (const proxy of proxies) arena[proxy].passage = 'open';
}

/** A full disk below NATS for so long; then there is room again, and nobody does anything else. */
async function full(arena: Arena, ms: number) {
  const before = arena.nats.startedAgain;
  await disks.get(arena.nats)!.fill();
  await setTimeout(ms);
  await disks.get(arena.nats)!.free();
  while (arena.nats.startedAgain === before && !arena.done) await setTimeout(20);
}

const disks = new Map<NatsProcess, SmallDisk>();

const ON_A_SMALL_DISK: Pick<Scenario, 'beforeNats' | 'afterwards'> = {
  async beforeNats(nats) {
    const disk = await smallDisk(nats.store, 24);
    if (!disk) throw new SkippedError('no tmpfs can be mounted here');
    disks.set(nats, disk);
  },
  async afterwards(nats) {
    await disks.get(nats)?.remove();
    disks.delete(nats);
  },
};

export const NATS_FAULTS: readonly Scenario[] = [
  {
    name: 'nats-server killed',
    short: true,
    rounds: 3,
    async round(arena) {
      await arena.nats.kill();
      await setTimeout(arena.random.between(0, 2_000));
      await arena.nats.start();
    },
  },
  {
    name: 'NATS out of reach, both sides',
    short: true,
    rounds: 2,
    round: (arena) => apart(arena, ['natsOfWorkers', 'natsOfCoordinator'], LEASE_MS * 2),
  },
  {
    name: 'NATS out of reach, workers',
    rounds: 2,
    round: (arena) => apart(arena, ['natsOfWorkers'], LEASE_MS * 2),
  },
  {
    name: 'NATS out of reach, coordinator',
    rounds: 2,
    round: (arena) => apart(arena, ['natsOfCoordinator'], LEASE_MS * 2),
  },
  {
    name: 'NATS out of reach for two minutes',
    long: true,
    rounds: 1,
    round: (arena) => apart(arena, ['natsOfWorkers', 'natsOfCoordinator'], 120_000),
  },
  {
    name: 'NATS out of reach, worker told to stop',
    short: true,
    rounds: 2,
    async round(arena) {
      arena.natsOfWorkers.passage = arena.random.next() < 0.5 ? 'cut' : 'stuck';
      await stopWorker(arena);
      arena.natsOfWorkers.passage = 'open';
    },
  },
  {
    name: 'acknowledgements dropped',
    short: true,
    rounds: 2,
    async round(arena) {
      const before = arena.acksDropped;
      arena.droppingAcks = true;
      while (arena.acksDropped < before + 2 && !arena.done) await setTimeout(20);
      arena.droppingAcks = false;
    },
  },
  {
    name: 'packs delivered twice',
    short: true,
    rounds: 4,
    round: (arena) => arena.books.deliverAgain(LEASE_MS),
  },
  {
    name: 'disk full under the queue and the ledger',
    rounds: 2,
    ...ON_A_SMALL_DISK,
    round: (arena) => full(arena, LEASE_MS),
  },
  {
    name: 'disk full for a moment',
    short: true,
    rounds: 2,
    ...ON_A_SMALL_DISK,
    round: (arena) => full(arena, arena.random.between(1_000, 3_000)),
  },
  {
    name: 'storage directory deleted',
    short: true,
    rounds: 1,
    async round(arena) {
      arena.leaveAlone();
      await arena.nats.kill();
      await rm(arena.nats.store, { recursive: true });
      await arena.nats.start();
    },
    async stops(arena) {
      const ending = await Promise.race([arena.ended, setTimeout(60_000, undefined, { ref: false })]);
      const log = await readFile(join(arena.directory, 'coordinator.log'), 'utf8');
      must(
        ending !== undefined && ending.code !== 0,
        `the coordinator did not stop: ${JSON.stringify(ending)}`,
      );
      must(log.includes('its ledger has vanished'), 'the coordinator does not say that the ledger is gone');
      const again = await arena.spawnCoordinator(['--resume', arena.run]).ended;
      must(again.code !== 0, 'a run whose storage is gone was taken up again');
    },
  },
];
