import { expect, it } from 'vitest';
import { numbers } from '../engine.samples.ts';
import { loadKernels } from './kernels.ts';

/**
 * The kernels on a memory of their own; only the parts of them that no whole model brings to their limits.
 */
const WebAssemblyMemory = (
  globalThis as unknown as {
    WebAssembly: { Memory: new (size: { initial: number }) => { buffer: ArrayBuffer } };
  }
).WebAssembly.Memory;
const memory = new WebAssemblyMemory({ initial: 16 });
const kernels = await loadKernels(memory);
const floats = new Float32Array(memory.buffer);
const AT = 65_536;

function applied(values: readonly number[], kind: number): Float32Array {
  floats.set(values, AT / 4);
  kernels.activate(AT, values.length, kind);
  return floats.slice(AT / 4, AT / 4 + values.length);
}

const next = numbers(1);
const spread = Array.from({ length: 4000 }, () => (next() - 0.5) * 10 ** (4 * next() - 2));

it.each([
  ['tanh', 2, Math.tanh],
  ['sigmoid', 3, (x: number) => 1 / (1 + Math.exp(-x))],
])('%s is right to the last bits over its range, and at its ends', (_, kind, reference) => {
  const found = applied(spread, kind);
  for (const [i, x] of spread.entries()) {
    const wanted = reference(Math.fround(x));
    expect(Math.abs(found[i]! - wanted)).toBeLessThanOrEqual(4e-7 * Math.abs(wanted) + 1e-37);
  }
  const ends = applied([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 0], kind);
  expect([...ends]).toEqual([1, reference(Number.NEGATIVE_INFINITY), Number.NaN, reference(0)]);
});

it('relu keeps NaN and drops what is negative', () => {
  const values = [Number.NaN, -1, 2, Number.NEGATIVE_INFINITY, -0, 0, 1e-40, Number.POSITIVE_INFINITY];
  expect([...applied(values, 1)].map((x) => x + 0)).toEqual([
    Number.NaN,
    0,
    2,
    0,
    0,
    0,
    Math.fround(1e-40),
    Number.POSITIVE_INFINITY,
  ]);
});

it('computes the loss of logits far apart, and NaN of logits that are none', () => {
  const [z, y, dz] = [AT, AT + 1024, AT + 2048];
  const lanes = 8;
  const loss = (rows: number[][], labels: number[]) => {
    for (const [j, row] of rows.entries()) floats.set(row, z / 4 + j * lanes);
    new Int32Array(memory.buffer).set(labels, y / 4);
    return kernels.crossEntropy(z, y, dz, rows.length, labels.length, lanes);
  };
  expect(loss([[100], [-100]], [1])).toBeCloseTo(200, 4);
  expect(loss([[-100], [-100]], [1])).toBeCloseTo(Math.LN2, 6);
  expect(kernels.correct()).toBe(0);
  expect(loss([[3e38], [-3e38]], [0])).toBe(0);
  expect(kernels.correct()).toBe(1);
  expect(loss([[Number.NaN], [1]], [0])).toBeNaN();
  expect(loss([[Number.POSITIVE_INFINITY], [1]], [0])).toBeNaN();
  // The lanes behind the last example count for nothing, whatever they hold.
  expect(
    loss(
      [
        [0, Number.NaN],
        [0, 5],
      ],
      [0],
    ),
  ).toBeCloseTo(Math.LN2, 6);
  expect(floats[dz / 4 + 1]).toBe(0);
});

it('gathers bytes and floats into a frame, the batch innermost', () => {
  const [raw, x] = [AT, AT + 4096];
  const [n, h, w] = [3, 2, 2];
  const pixels = Array.from({ length: n * h * w }, (_, i) => i + 1);
  new Uint8Array(memory.buffer).set(pixels, raw);
  floats.fill(0, x / 4, x / 4 + 16 * 8);
  kernels.gather(raw, x, 0, n, 8, 8, h, w, 1, 4, 4, 1, 1, 0.5);
  const at = (row: number, column: number) => [...floats.slice(x / 4 + (row * 4 + column) * 8).slice(0, 8)];
  expect(at(1, 1)).toEqual([0.5, 2.5, 4.5, 0, 0, 0, 0, 0]);
  expect(at(2, 2)).toEqual([2, 4, 6, 0, 0, 0, 0, 0]);
  expect(at(0, 0)).toEqual(new Array(8).fill(0));
  floats.set(pixels, raw / 4);
  kernels.gather(raw, x, 1, n, 8, 8, h, w, 1, 4, 4, 1, 1, 2);
  expect(at(2, 1)).toEqual([6, 14, 22, 0, 0, 0, 0, 0]);
});
