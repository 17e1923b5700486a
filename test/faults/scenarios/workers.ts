/** Faults of workers. */
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { type Arena, LEASE_MS } from '../arena/arena.ts';
import { must } from '../checks.ts';
import type { Scenario } from '../scenario.ts';

const anyWorker = ({ random, workers }: Arena) => workers[random.between(0, workers.length - 1)]!;
/** What the promise gives a worker to hand back and end. */
const GRACE_MS = 10_000;

/** Tells a worker to stop, as a scheduler does, and kills it if it has not within the grace. */
export async function stopWorker(arena: Arena): Promise<void> {
  const worker = anyWorker(arena);
  const log = arena.workerLog(arena.workers.indexOf(worker));
  await worker.stoppable;
  worker.signal('SIGTERM');
  const ending = await Promise.race([worker.ended, setTimeout(GRACE_MS, undefined, { ref: false })]);
  worker.signal('SIGKILL');
  must(ending !== undefined, `a worker did not end within ${GRACE_MS / 1000} s of SIGTERM`);
  if (ending.code === 0) return;
  const said = (await readFile(log, 'utf8')).slice(-600);
  must(false, `a worker that was told to stop ended with ${JSON.stringify(ending)}: ${said}`);
}

export const WORKER_FAULTS: readonly Scenario[] = [
  {
    name: 'worker killed',
    short: true,
    rounds: 6,
    async round(arena) {
      const worker = anyWorker(arena);
      worker.signal('SIGKILL');
      await worker.ended;
    },
  },
  {
    name: 'worker told to stop, then killed',
    short: true,
    rounds: 4,
    round: stopWorker,
  },
  {
    name: 'worker told to stop at its start',
    short: true,
    rounds: 2,
    async round(arena) {
      const index = arena.random.between(0, arena.workers.length - 1);
      const before = arena.workers[index]!;
      before.signal('SIGKILL');
      while (arena.workers[index] === before) await setTimeout(5);
      const started = arena.workers[index]!;
      await started.stoppable;
      started.signal('SIGTERM');
      const ending = await started.ended;
      must(ending.code === 0, `a worker told to stop at its start ended with ${JSON.stringify(ending)}`);
    },
  },
  {
    name: 'worker frozen beyond its lease',
    short: true,
    rounds: 3,
    async round(arena) {
      const worker = anyWorker(arena);
      worker.signal('SIGSTOP');
      await setTimeout(LEASE_MS * 1.5);
      worker.signal('SIGCONT');
    },
  },
  { name: 'worker out of memory', mischief: (start) => (start < 4 ? { exhaustMemoryAtPack: 2 } : {}) },
  {
    name: 'poison trial',
    short: true,
    poison: true,
    mischief: () => ({ poison: true }),
    expect(outcomes) {
      for (const { key, status, reason } of outcomes) {
        const poisoned = key.startsWith('poison/');
        must(status === (poisoned ? 'failed' : 'completed'), `${key} is ${status}: ${reason}`);
        must(!poisoned || reason!.startsWith('WORKER_LOST'), `${key} failed with ${reason}`);
      }
    },
  },
  {
    name: 'clock of a worker steps an hour',
    mischief: (start) => ({ clockStepMs: start % 2 ? 3_600_000 : -3_600_000 }),
  },
  {
    name: 'accuracy not a number',
    short: true,
    mischief: (start) => (start < 2 ? { notANumberUntilPack: 1 } : {}),
  },
];
