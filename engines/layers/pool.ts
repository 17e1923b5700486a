import { z } from 'zod';
import type { Value } from '../ir/form.ts';
import { pool2d } from '../ir/operations/pool2d.ts';
import { type NumberOrPair, pairSchema, settled } from './pair.ts';
import { type Placed, type Shape, volume } from './shape.ts';
import { type WindowSettings, windowedShape, windowOf } from './windowed.ts';

/** A pooling. What is absent: windows stand side by side, and none reaches over the edge. */
export type Pool = {
  readonly kind: string;
  readonly size: NumberOrPair;
  readonly strides?: NumberOrPair;
  readonly padding?: 'same';
};

/** The size of the windows alone, or with other settings. */
export const poolSchema = z.union([
  z.int().min(2).max(64),
  z.strictObject({
    size: pairSchema(1, 64).describe('Rows and columns: a number for both, or [rows, columns].'),
    strides: pairSchema(1, 64).optional().describe('Left out: the size.'),
    padding: z.enum(['valid', 'same']).default('valid'),
  }),
]);

/** A pooling without the settings that say what is so anyway. Pure. */
export function resolvePool(kind: string, entry: unknown): Pool {
  const given = entry as z.infer<typeof poolSchema>;
  if (typeof given === 'number') return { kind, size: given };
  const [size, strides] = [settled(given.size), settled(given.strides ?? given.size)];
  return {
    kind,
    size,
    ...(JSON.stringify(strides) === JSON.stringify(size) ? {} : { strides }),
    ...(given.padding === 'same' ? { padding: 'same' } : {}),
  };
}

const windowsOf = ({ size, strides = size, padding }: Pool): WindowSettings => ({
  size,
  strides,
  padding: padding ?? 'valid',
});

/** The shape behind a pooling: rows and columns that fill no window are dropped, as in Keras. Pure. */
export function pooledShape(layer: Pool, input: Shape): Shape | string {
  const size = windowedShape(layer.kind, 'a pool', windowsOf(layer), input);
  return typeof size === 'string' ? size : [...size, input[2]!];
}

/** A pooling in the intermediate form. Pure. */
export const buildPool = (kind: 'max' | 'average', { layer, input }: Placed<Pool>, x: Value): Value =>
  pool2d(x, { kind, ...windowOf(windowsOf(layer), input) });

/** Whether the fused kernels of a chain have it: square windows side by side. Pure. */
export const takesPool = ({ size, strides, padding }: Pool): boolean =>
  typeof size === 'number' && size >= 2 && strides === undefined && padding === undefined;

/** One value for each window and channel, from the window's values row by row. Pure. */
export function poolExactly(
  { layer: { size }, input, output }: Placed<Pool & { readonly size: number }>,
  x: Float64Array,
  summarize: (values: readonly number[]) => number,
): Float64Array {
  const [, width, channels] = input as [number, number, number];
  const [, columns] = output as [number, number, number];
  const y = new Float64Array(volume(output));
  for (let at = 0; at < y.length; at++) {
    const c = at % channels;
    const column = Math.floor(at / channels) % columns;
    const row = Math.floor(at / channels / columns);
    const values: number[] = [];
    for (let cell = 0; cell < size * size; cell++) {
      const h = row * size + Math.floor(cell / size);
      const w = column * size + (cell % size);
      values.push(x[(h * width + w) * channels + c]!);
    }
    y[at] = summarize(values);
  }
  return y;
}
