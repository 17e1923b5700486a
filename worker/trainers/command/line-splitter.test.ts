import { expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

const take = (splitter: LineSplitter, text: string) => splitter.take(Buffer.from(text));

it('finds what is reported behind a progress bar of any length on the same line', () => {
  const splitter = new LineSplitter();
  const lines = Array.from({ length: 5_000 }, (_, step) =>
    take(splitter, `\r${step} [#####       ] loss 0.5`),
  );
  expect(lines.flat()).toEqual([]);
  expect(take(splitter, '\repoch=1 accuracy=0.5\n')).toEqual(['epoch=1 accuracy=0.5']);
  expect(take(splitter, 'epoch=2 accuracy=0.6\r')).toEqual(['epoch=2 accuracy=0.6']);
  expect(take(splitter, '\nepoch=3 accuracy=0.7')).toEqual([]);
  expect(splitter.rest()).toEqual(['epoch=3 accuracy=0.7']);
});

it('reports nothing of a line that is too long, and all of the next', () => {
  const splitter = new LineSplitter();
  for (let piece = 0; piece < 100; piece += 1) take(splitter, 'x=1 '.repeat(1000));
  expect(take(splitter, 'y=1\r\nz=1\r\n')).toEqual(['z=1']);
});
