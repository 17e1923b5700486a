/** Faults of the coordinator. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Arena, LEASE_MS } from '../arena/arena.ts';
import { must } from '../checks.ts';
import { CRASH_POINTS, type CrashPoint } from '../mischief.ts';
import type { Scenario } from '../scenario.ts';

/**
 * The one at work dies at a random moment; its successor dies at the point, and is followed by one that
 * lives.
 */
async function crashAt(arena: Arena, point: CrashPoint): Promise<void> {
  const crashing = arena.startCoordinatorInPlace(`${point}:${arena.random.between(1, 6)}`);
  const { signal } = await (await crashing).ended;
  must(arena.done || signal === 'SIGKILL', `the coordinator did not die ${point} but with ${signal}`);
}

export const COORDINATOR_FAULTS: readonly Scenario[] = [
  {
    name: 'coordinator killed',
    short: true,
    rounds: 3,
    async round(arena) {
      arena.coordinator.signal('SIGKILL');
      await arena.coordinator.ended;
    },
  },
  ...CRASH_POINTS.map(
    (point): Scenario => ({
      name: `coordinator killed ${point.replace('_', ' ')}`,
      short: point === 'after_create',
      rounds: 3,
      round: (arena) => crashAt(arena, point),
    }),
  ),
  {
    name: 'coordinator told to stop at its start',
    short: true,
    rounds: 2,
    async round(arena) {
      const second = arena.spawnCoordinator(['--resume', arena.run], { FANOUT_COORDINATOR_ID: 'second' });
      await second.stoppable;
      second.signal('SIGTERM');
      const ending = await second.ended;
      must(ending.code === 0, `a coordinator told to stop at its start ended with ${JSON.stringify(ending)}`);
    },
  },
  {
    name: 'coordinator absent at Complete',
    short: true,
    rounds: 2,
    async round(arena) {
      arena.grpc.passage = 'cut';
      await setTimeout(LEASE_MS * 1.5);
      arena.grpc.passage = 'open';
    },
  },
  {
    name: 'progress is not read (coordinator frozen)',
    rounds: 3,
    async round(arena) {
      arena.coordinator.signal('SIGSTOP');
      await setTimeout(LEASE_MS * 1.5);
      arena.coordinator.signal('SIGCONT');
    },
  },
  {
    name: 'two coordinators',
    rounds: 1,
    async round(arena) {
      const leaving = arena.spawnCoordinator(['--resume', arena.run], { FANOUT_COORDINATOR_ID: 'second' });
      const { code } = await leaving.ended;
      const log = await readFile(join(arena.directory, 'coordinator.log'), 'utf8');
      must(
        code !== 0 && log.includes('is working on run'),
        `a second coordinator ended with ${code}, not RUN_LOCKED`,
      );
      // A third waits; the first freezes for longer than its claim, and must leave when it wakes.
      const file = join(arena.directory, 'third.json');
      const first = arena.coordinator;
      const third = arena.spawnCoordinator(['--resume', arena.run, '--wait', '--run-file', file], {
        FANOUT_COORDINATOR_ID: 'third',
      });
      first.signal('SIGSTOP');
      arena.succeed(third);
      await arena.opened(third, file);
      first.signal('SIGCONT');
      const ending = await first.ended;
      must(ending.code !== 0, `the coordinator that lost its run ended with ${JSON.stringify(ending)}`);
    },
  },
];
