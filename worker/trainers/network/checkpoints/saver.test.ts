import { expect, it } from 'vitest';
import type { KeptTrial } from './kept-trial.ts';
import type { SavedTrial } from './saved-trial.ts';
import { Saver } from './saver.ts';

/** A saver of one trial with a clock of its own, whose writes end when the test lets them. */
function saver(every: number | undefined, patienceMs = 10_000) {
  const clock = { ms: 0 };
  const written: number[] = [];
  const logged: string[] = [];
  const under: ((error?: Error) => void)[] = [];
  const kept = {
    write: (_: SavedTrial, steps: number) =>
      new Promise<void>((resolve, reject) => {
        under.push((error) => (error ? reject(error) : resolve(void written.push(steps))));
      }),
  } as unknown as KeptTrial;
  const options = { every, place: '/kept', trouble: { told: false }, now: () => clock.ms, patienceMs };
  const own = new Saver([kept], 0, { ...options, log: (message) => void logged.push(message) });
  /** Takes a checkpoint that keeps training waiting for so long. */
  const save = (steps: number, tookMs = 0) =>
    own.save(async () => {
      clock.ms += tookMs;
      return { steps, trials: [{} as SavedTrial] };
    });
  const ended = async (error?: Error) => {
    await expect.poll(() => under.length).toBeGreaterThan(0);
    under.shift()!(error);
    await own.settled();
  };
  return { own, clock, written, logged, save, ended };
}

it.each<[string, number | undefined, number, { readonly epoch: boolean; readonly step: boolean }]>([
  ['by default not within a minute', undefined, 59_999, { epoch: false, step: false }],
  ['then at once', undefined, 60_000, { epoch: true, step: true }],
  ['more often where the study says so, at the ends of epochs', 5, 5_000, { epoch: true, step: false }],
  ['no epoch of hours without any', 5, 60_000, { epoch: true, step: true }],
  ['more seldom where the study says so', 600, 599_999, { epoch: false, step: false }],
])('is due %s', (_, every, ms, due) => {
  const { own, clock } = saver(every);
  clock.ms = ms;
  expect({ epoch: own.due('epoch'), step: own.due('step') }).toEqual(due);
});

it('is not due while one is being written, and keeps training waiting for a hundredth of the time at most', async () => {
  const { own, clock, save, ended, written } = saver(undefined);
  clock.ms = 60_000;
  await save(10, 2_000);
  clock.ms += 1_000_000;
  expect(own.due('epoch')).toBe(false);
  await ended();
  expect(written).toEqual([10]);
  clock.ms = 62_000 + 199_999;
  expect(own.due('epoch')).toBe(false);
  clock.ms += 1;
  expect(own.due('epoch')).toBe(true);
});

it('saves at the end what was done since the last checkpoint, and nothing twice', async () => {
  const { own, written, save, ended } = saver(5);
  await save(10);
  await ended();
  const standings = (steps: number) => async () => ({ steps, trials: [{} as SavedTrial] });
  await own.saveLast(10, standings(10));
  const last = own.saveLast(11, standings(11));
  await ended();
  await last;
  expect(written).toEqual([10, 11]);
});

it('tells of a store that fails once, and again once it has worked between', async () => {
  const { save, ended, logged } = saver(5);
  const full = Object.assign(new Error('no'), { code: 'ENOSPC' });
  for (const error of [full, full, undefined, full]) {
    await save(1);
    await ended(error);
  }
  const line = 'cannot save checkpoints in /kept: no space is left on the disk (ENOSPC)';
  expect(logged).toEqual([line, line].map((each) => `${each}; training goes on without`));
});

it('does not wait for ever for a store that does not answer', async () => {
  const { own, save, written } = saver(5, 1);
  await save(10);
  await own.settled();
  await own.saveLast(11, async () => expect.unreachable('the write before is still under way'));
  expect(written).toEqual([]);
});
