import { describe, expect, it } from 'vitest';
import { toWorkerState, type WorkerStateName } from '../../proto/worker-state.ts';
import { began, manifestOf, progress } from '../../web/fixtures/story.ts';
import type { RunEvent } from '../run/events.ts';
import { RunState } from '../run-state/run-state.ts';
import { Fleet, FORGOTTEN_AFTER, LOST_AFTER, MOST_MEMBERS, MOST_OF_A_TOKEN } from './fleet.ts';

/** A run of one trial and those who work for it, as coordinator and page keep them. */
function runAt(start: number) {
  let now = start;
  const fleet = new Fleet();
  const runState = new RunState(
    manifestOf(['he'], 1, [1]),
    () => now,
    (worker, lastSeenAt) => fleet.alive(worker, lastSeenAt, now),
  );
  return {
    take: (event: RunEvent) => runState.apply(event),
    hear: (state: WorkerStateName) =>
      fleet.heartbeat({ worker: { worker: 'w' }, state: toWorkerState(state) } as never, now),
    /**
     * The trial's state so many seconds later, after a look at the workers: that forgets those who are gone.
     */
    later: (seconds: number) => {
      now += seconds;
      fleet.members(now);
      return runState.stateOf(runState.trials[0]!);
    },
  };
}

it.each(['training', 'draining'] as const)(
  'what a worker had in training waits for another for as long as the worker is silent; it said %s last',
  (state) => {
    const { take, hear, later } = runAt(1_000);
    hear('training');
    take(began('w', [0]));
    hear(state);
    // Lost after 45 s, forgotten after 600 s.
    expect([45, 1, 553, 2, 3600].map(later)).toEqual(['training', 'queued', 'queued', 'queued', 'queued']);
  },
);

it('a worker whose progress comes before its first heartbeat is at work for as long as progress comes', () => {
  const { take, later } = runAt(1_000);
  take(began('w', [0]));
  expect(later(40)).toBe('training');
  take(progress('w', [0], 1));
  expect([40, 6].map(later)).toEqual(['training', 'queued']);
});

it('a worker that is heard of is at work, however long its training says nothing', () => {
  const { take, hear, later } = runAt(1_000);
  take(began('w', [0]));
  for (let seconds = 0; seconds < 900; seconds += 30) {
    hear('training');
    expect(later(30)).toBe('training');
  }
});

describe('of names that a caller makes up', () => {
  const hear = (fleet: Fleet, worker: string, now: number, speaker?: string) =>
    fleet.heartbeat({ worker: { worker }, state: toWorkerState('idle'), speaker } as never, now);
  const names = (fleet: Fleet, now: number) => fleet.members(now).map(({ worker }) => worker);

  it('those of one token are few, and take nothing from others', () => {
    const fleet = new Fleet();
    hear(fleet, 'other-1', 0, 'r/other');
    for (let made = 0; made < 1_000; made++) hear(fleet, `rogue-${made}`, 1, 'r/rogue');
    hear(fleet, 'other-2', 2, 'r/other');
    expect(names(fleet, 2)).toHaveLength(MOST_OF_A_TOKEN + 2);
    expect(names(fleet, 2)).toEqual(expect.arrayContaining(['other-1', 'rogue-0', 'other-2']));
  });

  it('one that is started again and again shows its newest name, in the place of a lost one', () => {
    const fleet = new Fleet();
    const start = (made: number) => hear(fleet, `w-${made}`, made * 10, 'r/w');
    for (let made = 0; made < 40; made++) start(made);
    expect(names(fleet, 390)).toHaveLength(MOST_OF_A_TOKEN);
    expect(names(fleet, 390).at(-1)).toBe('w-39');
    // One that is heard of stays, however many come after it.
    hear(fleet, 'w-24', 390, 'r/w');
    for (let made = 40; made < 45; made++) start(made);
    expect(names(fleet, 440)).toContain('w-24');
  });

  it('those of a token for all workers have a bound together, and a place is free when its worker is lost', () => {
    const fleet = new Fleet();
    hear(fleet, 'honest', 0);
    for (let made = 0; made < MOST_MEMBERS + 50; made++) hear(fleet, `made-up-${made}`, 1);
    hear(fleet, 'honest', 2);
    expect(names(fleet, 2)).toHaveLength(MOST_MEMBERS);
    expect(names(fleet, 2)).toContain('honest');
    hear(fleet, 'late', 2 + LOST_AFTER);
    expect(names(fleet, 2 + LOST_AFTER)).toContain('late');
    expect(names(fleet, 2 + LOST_AFTER)).toHaveLength(MOST_MEMBERS);
    expect(names(fleet, 3 + FORGOTTEN_AFTER)).toEqual(['late']);
  });
});
