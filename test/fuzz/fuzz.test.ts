/** The short form of `npm run fuzz`: half a second of each target, always the same inputs at first. */
import { expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import { randomOf } from './mutate.ts';
import { tryInputs } from './sense.ts';
import { TARGETS } from './targets.ts';

it.each([...TARGETS.keys()])('%s: every input ends with success or an error for its user', async (name) => {
  const fuzz = await TARGETS.get(name)!();
  const { cases } = await fuzz(Date.now() + 500, 1);
  expect(cases).toBeGreaterThanOrEqual(10);
});

it('finds an error that is for nobody, and shows the input', async () => {
  const random = randomOf(1);
  const next = () => String(random(10));
  const work = (input: string) => {
    if (input === '7') throw new RangeError('seven');
    throw new FanoutError('USAGE', 'no number');
  };
  await expect(tryInputs('numbers', Date.now() + 60_000, next, work)).rejects.toThrow(
    /^numbers: ended with RangeError: seven[\s\S]*input \(1 bytes, base64\):\nNw==$/,
  );
});

it.each<[string, () => unknown, { workMs: number; waitMs: number }]>([
  [
    'works for too long',
    () => {
      const began = process.cpuUsage();
      for (let used = 0; used < 30_000; ) used = process.cpuUsage(began).user;
    },
    { workMs: 20, waitMs: 60_000 },
  ],
  [
    'waits for too long',
    () => new Promise((resolve) => setTimeout(resolve, 20)),
    { workMs: 5_000, waitMs: 10 },
  ],
])('finds an input that %s', async (_, work, longest) => {
  const tried = tryInputs('slow', Date.now() + 60_000, () => 'x', work, longest);
  await expect(tried).rejects.toThrow(/^slow: took \d+ ms of work, and \d+ ms in all/);
});

it('finds nothing in an input that waits for no longer than it may, though it works less', async () => {
  const work = () => new Promise((resolve) => setTimeout(resolve, 30));
  const counts = await tryInputs('idle', 0, () => 'x', work, { workMs: 25, waitMs: 60_000 });
  expect(counts).toEqual({ cases: 10, accepted: 10 });
});
