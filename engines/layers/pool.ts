import { imageShape, type Placed, type Shape, volume } from './shape.ts';

type Pool = { readonly kind: string; readonly size: number };

/**
 * The shape behind windows of size × size side by side: rows and columns that fill no window are dropped, as
 * in Keras. Pure.
 */
export function pooledShape({ kind, size }: Pool, input: Shape): Shape | string {
  const image = imageShape(kind, input);
  if (typeof image === 'string') return image;
  const [height, width, channels] = image;
  const pooled = [Math.floor(height / size), Math.floor(width / size), channels];
  return pooled[0]! > 0 && pooled[1]! > 0
    ? pooled
    : `a pool of ${size} does not fit into ${height} × ${width}`;
}

/** One value for each window and channel, from the window's values row by row. Pure. */
export function poolExactly(
  { layer: { size }, input, output }: Placed<Pool>,
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
