import { expect, it } from 'vitest';
import { Closers, firstError } from './closers.ts';

async function work(failing: boolean, closers: (() => unknown)[]): Promise<string> {
  await using all = new Closers();
  for (const close of closers) all.add(close);
  if (failing) throw new Error('the work');
  return 'done';
}
const fail = (what: string) => () => Promise.reject(new Error(what));

it('closes everything in the reverse order, whatever one of them throws', async () => {
  const closed: number[] = [];
  const close = (which: number) => () => void closed.push(which);
  await expect(work(false, [close(1), fail('b'), close(2), fail('a'), close(3)])).rejects.toThrow('a');
  expect(closed).toEqual([3, 2, 1]);
  expect(await work(false, [close(4)])).toBe('done');
});

it('an error while closing never hides the one before, and is kept beside it', async () => {
  const thrown = await work(true, [fail('second'), fail('first')]).catch(firstError);
  expect(thrown).toMatchObject({
    message: 'the work',
    cause: { message: 'first', cause: { message: 'second' } },
  });
  expect(await work(true, []).catch(firstError)).toMatchObject({ message: 'the work' });
});
