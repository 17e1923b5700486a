import { expect, it } from 'vitest';
import { toWorkerState, type WorkerStateName } from '../../proto/worker-state.ts';
import { began, manifestOf, progress } from '../../web/fixtures/story.ts';
import { Fleet } from './fleet.ts';
import { draw, RunPicture } from './picture.ts';

/** A run of one trial and those who work for it, as coordinator and page keep them. */
function runAt(start: number) {
  let now = start;
  const fleet = new Fleet();
  const picture = new RunPicture(
    manifestOf(['he'], 1, [1]),
    () => now,
    (worker, signAt) => fleet.alive(worker, signAt, now),
  );
  return {
    take: (event: Parameters<typeof draw>[1]) => draw(picture, event),
    hear: (state: WorkerStateName) =>
      fleet.heartbeat({ worker: { worker: 'w' }, state: toWorkerState(state) } as never, now),
    /** The trial's state so many seconds later, after a look at the workers: that forgets those who are gone. */
    later: (seconds: number) => {
      now += seconds;
      fleet.members(now);
      return picture.stateOf(picture.cells[0]!);
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
