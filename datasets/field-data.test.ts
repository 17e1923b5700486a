import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeOwn, loadOwn } from './own.ts';

const at = (name: string) => fileURLToPath(new URL(`../study/fixtures/data/${name}.npy`, import.meta.url));
const pair = (x: string, y: string) => ({ kind: 'npy' as const, name: 'npy', x: at(x), y: at(y) });

it('reads a sound pair', async () => {
  expect(await loadOwn(pair('x', 'y'))).toMatchObject({ examples: 90, classes: 3, shape: [4] });
});

it('refuses what is not finite, with its place', async () => {
  await expect(loadOwn(pair('x-nan', 'y'))).rejects.toMatchObject({
    code: 'DATASET_CORRUPT',
    message: expect.stringMatching(/found NaN in example 17, value 2$/),
  });
});

it.each([
  ['y-one-hot', /found 2: 90 × 3/, /y\.argmax\(1\)/],
  ['y-one-hot-int', /found 2: 90 × 3/, /y\.argmax\(1\)/],
  ['y-strings', /it holds text \(<U1\)/, /numpy\.unique\(y, return_inverse=True\)/],
])('refuses %s as labels, with what to do', async (name, message, hint) => {
  await expect(describeOwn(pair('x', name))).rejects.toMatchObject({
    code: 'DATASET_UNSUPPORTED',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
});
