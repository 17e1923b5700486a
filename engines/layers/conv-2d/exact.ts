import { type Placed, volume } from '../shape.ts';
import type { PlainConv2d } from './settings.ts';

/** A plain convolution of one example, in double precision: behind the bias, before the activation. Pure. */
export function convExactly(
  { layer, input, output }: Placed<PlainConv2d>,
  x: Float64Array,
  kernel: Float64Array,
  bias: Float64Array,
): Float64Array {
  const [height, width, channels] = input as [number, number, number];
  const [, columns, filters] = output as [number, number, number];
  const before = layer.padding === 'same' ? Math.floor((layer.kernel - 1) / 2) : 0;
  const y = new Float64Array(volume(output));
  for (let at = 0; at < y.length; at++) {
    const f = at % filters;
    const ow = Math.floor(at / filters) % columns;
    const oh = Math.floor(at / filters / columns);
    let sum = bias[f]!;
    for (let tap = 0; tap < layer.kernel ** 2; tap++) {
      const h = oh + Math.floor(tap / layer.kernel) - before;
      const w = ow + (tap % layer.kernel) - before;
      if (h < 0 || h >= height || w < 0 || w >= width) continue;
      for (let c = 0; c < channels; c++) {
        sum += x[(h * width + w) * channels + c]! * kernel[(tap * channels + c) * filters + f]!;
      }
    }
    y[at] = sum;
  }
  return y;
}
