/** Faults of NATS and of the way to it. */
import { execFile } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Arena, LEASE_MS } from '../arena/arena.ts';
import { must, type Scenario, SkippedError } from '../scenario.ts';

import { stopWorker } from './workers.ts';

const run = promisify(execFile);

async function apart(arena: Arena, proxies: readonly ('natsOfWorkers' | 'natsOfCoordinator')[], ms: number) {
  const passage = arena.random.next() < 0.5 ? 'cut' : 'stuck';
  for (const proxy of proxies) arena[proxy].passage = passage;
  await setTimeout(ms);
  // A connection that was stuck is broken by whoever notices first; here, it goes on as if nothing had been.
  for (const proxy of proxies) arena[proxy].passage = 'open';
}

/** Fills a file system to its last byte. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  const chunk = Buffer.alloc(64 * 1024, 1);
  try {
    for (let size = chunk.length; size >= 512; ) {
      const written = await file.write(chunk, 0, size).then(
        ({ bytesWritten }) => bytesWritten,
        () => 0,
      );
      if (written < size) size /= 2;
    }
  } finally {
    await file.close();
  }
}

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
    async beforeNats(nats) {
      await mkdir(nats.store, { recursive: true });
      await run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', nats.store]).catch((error) => {
        throw new SkippedError(`no tmpfs can be mounted here: ${String(error.stderr).trim()}`);
      });
    },
    async round(arena) {
      const ballast = join(arena.nats.store, 'ballast');
      await fill(ballast);
      await setTimeout(LEASE_MS);
      await rm(ballast);
      // A server that could not write turns JetStream off until it is started again.
      await arena.nats.kill();
      await arena.nats.start();
    },
    afterwards: async (nats) => void (await run('umount', [nats.store])),
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
