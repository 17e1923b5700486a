import { z } from 'zod';
import { defineLayer, type LayerDefinition } from '../layer.ts';
import { imageShape, type Placed, volume } from '../shape.ts';
import { convOperation } from './native.ts';
import type { Conv2d } from './settings.ts';
import { convStage } from './wasm.ts';

const schema = z.strictObject({
  filters: z.int().min(1).max(4096),
  kernel: z.int().min(1).max(31),
  padding: z.enum(['valid', 'same']).default('valid'),
  activation: z.enum(['linear', 'relu', 'tanh', 'sigmoid']).default('linear'),
});

export const conv2d: LayerDefinition = defineLayer<Conv2d>({
  kind: 'conv2d',
  description: 'A convolution with stride 1.',
  schema,
  resolve: (entry) => ({ kind: 'conv2d', ...(entry as z.infer<typeof schema>) }),
  shape({ kernel, filters, padding }, input) {
    const image = imageShape('conv2d', input);
    if (typeof image === 'string') return image;
    const [height, width] = image;
    const lost = padding === 'same' ? 0 : kernel - 1;
    return height > lost && width > lost
      ? [height - lost, width - lost, filters]
      : `a kernel of ${kernel} does not fit into ${height} × ${width}`;
  },
  weights({ kernel, filters, activation }, input) {
    const channels = input.at(-1)!;
    return {
      kernelShape: [kernel, kernel, channels, filters],
      units: filters,
      fanIn: kernel * kernel * channels,
      fanOut: kernel * kernel * filters,
      activation,
    };
  },
  exact,
  native: convOperation,
  wasm: convStage,
});

function exact(
  { layer, input, output }: Placed<Conv2d>,
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
