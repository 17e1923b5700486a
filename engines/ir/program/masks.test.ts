import { expect, it } from 'vitest';
import { drawMasks, openMasks } from './masks.ts';

const spec = (name: string, shape = [64], rate = 0.3) => ({ name, shape, rate });
const draw = (name: string, seed: number, step: number, shape?: number[]) =>
  drawMasks([spec(name, shape)], { seed, step, examples: 100 })[name]!;

it('has zeros with the probability asked for, and keeps the mean', () => {
  const mask = draw('dropout_1', 1, 1);
  const zeros = mask.filter((value) => value === 0).length / mask.length;
  // Of 6,400 values: three standard deviations are 0.017.
  expect(Math.abs(zeros - 0.3)).toBeLessThan(0.02);
  expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
});

it('follows from seed, name and step, and from nothing else', () => {
  expect(draw('dropout_1', 1, 1)).toEqual(draw('dropout_1', 1, 1));
  // The first examples are the same however many there are.
  const few = drawMasks([spec('dropout_1')], { seed: 1, step: 1, examples: 3 }).dropout_1!;
  expect(few).toEqual(draw('dropout_1', 1, 1).subarray(0, few.length));
});

it.each([
  ['another step', draw('dropout_1', 1, 2)],
  ['another seed', draw('dropout_1', 2, 1)],
  ['another layer', draw('dropout_2', 1, 1)],
  ['the next place', draw('dropout_1', 1, 1).subarray(1)],
  ['the next example', draw('dropout_1', 1, 1).subarray(64)],
])('is independent of that of %s', (_, other) => {
  const mask = draw('dropout_1', 1, 1);
  let both = 0;
  for (let at = 0; at < other.length; at++) if (mask[at] === 0 && other[at] === 0) both++;
  expect(Math.abs(both / other.length - 0.09)).toBeLessThan(0.012);
});

it('lets everything through where a layer is only looked at', () => {
  expect(openMasks([spec('dropout_1', [2])], 2)).toEqual({ dropout_1: Float32Array.of(1, 1, 1, 1) });
});
