import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { refuseInfiniteFile } from './finite.ts';
import { npyHead, readNpyHeader } from './npy.ts';
import { describeOwn, loadOwn } from './own.ts';

const at = (name: string) => fileURLToPath(new URL(`../study/fixtures/data/${name}.npy`, import.meta.url));
const pair = (x: string, y: string) => ({ kind: 'npy' as const, name: 'npy', x: at(x), y: at(y) });

it('reads a sound pair', async () => {
  expect(await loadOwn(pair('x', 'y'))).toMatchObject({ examples: 90, classes: 3, shape: [4] });
});

it.each([
  ['is loaded', loadOwn],
  ['is described, as for validate and dataset pack', describeOwn],
])('refuses what is not finite when it %s, with its place', async (_, look) => {
  await expect(look(pair('x-nan', 'y'))).rejects.toMatchObject({
    code: 'DATASET_CORRUPT',
    message: expect.stringMatching(/found NaN in example 17, value 2$/),
  });
  expect(await look({ ...pair('x-nan', 'y'), examples: 17 })).toMatchObject({ shape: [4] });
});

it('finds the place of infinity also far into a file, a block at a time', async () => {
  const size = 3;
  const x = new Float32Array(1_100_001 * size);
  x[1_100_000 * size + 1] = Number.NEGATIVE_INFINITY;
  const directory = mkdtempSync(join(tmpdir(), 'fanout-finite-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'x.npy');
  writeFileSync(path, Buffer.concat([npyHead('<f4', [1_100_001, size]), new Uint8Array(x.buffer)]));
  const looked = refuseInfiniteFile(path, await readNpyHeader(path));
  await expect(looked).rejects.toThrow(/found -Infinity in example 1100000, value 1$/);
});

const made = (name: string, dtype: string, shape: number[], values: Uint8Array) => {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-npy-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, name), Buffer.concat([npyHead(dtype, shape), values]));
  return join(directory, name);
};

it('takes one row of labels for labels, measurements for no classes, and no features for no data', async () => {
  const hintOf = async (x: string, y: string) =>
    describeOwn({ kind: 'npy', name: 'npy', x, y }).then(
      () => 'nothing',
      ({ message, hint }: { message: string; hint: string }) => `${message} // ${hint}`,
    );
  const row = made('row.npy', '|u1', [1, 90], new Uint8Array(90));
  expect(await hintOf(at('x'), row)).toMatch(/found 2: 1 × 90 \/\/ reshape it: y\.reshape\(-1\)$/);
  const measured = made('measured.npy', '<f4', [90], new Uint8Array(360));
  expect(await hintOf(at('x'), measured)).toMatch(
    /must hold integers.*numpy\.unique.*of measurements say dataset\.task: regression/,
  );
  const empty = made('empty.npy', '<f4', [90, 0], new Uint8Array(0));
  expect(await hintOf(empty, at('y'))).toMatch(/must have values in each example, found 90 × 0/);
  const directory = mkdtempSync(join(tmpdir(), 'fanout-npz-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'x.npz'), 'PK\u0003\u0004 and so on');
  expect(await hintOf(join(directory, 'x.npz'), at('y'))).toMatch(/numpy\.save\("x\.npy", archive\["x"\]\)/);
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
