/** The short form of `npm run fuzz`: half a second of each target, always the same inputs at first. */
import { expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import { randomOf } from './mutate.ts';
import { tryInputs } from './sense.ts';
import { TARGETS } from './targets.ts';

it.each([...TARGETS.keys()])('%s: every input ends with success or an error for its user', async (name) => {
  const fuzz = await TARGETS.get(name)!();
  const { cases } = await fuzz(Date.now() + 500, 1);
  expect(cases).toBeGreaterThan(3);
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
