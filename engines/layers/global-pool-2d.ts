import type { Value } from '../ir/form.ts';
import { times } from '../ir/operations/binary.ts';
import { pool2d } from '../ir/operations/pool2d.ts';
import { sum } from '../ir/operations/reduce.ts';
import { reshape } from '../ir/operations/reshape.ts';
import type { Layer } from '../network.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';
import { imageShape, type Shape } from './shape.ts';

const shape = ({ kind }: Layer, input: Shape): Shape | string => {
  const image = imageShape(kind, input);
  return typeof image === 'string' ? image : [image[2]];
};

const define = (kind: string, description: string, pool: (x: Value, input: Shape) => Value) =>
  defineLayer<Layer>({
    kind,
    description,
    schema: null,
    resolve: () => ({ kind }),
    shape,
    build: ({ input, output }, x) => reshape(pool(x, input), output),
  });

export const globalAveragePool2d: LayerDefinition = define(
  'globalAveragePool2d',
  'The mean of each channel over the image.',
  (x, [height, width]) => times(sum(x, [0, 1]), 1 / (height! * width!)),
);

export const globalMaxPool2d: LayerDefinition = define(
  'globalMaxPool2d',
  'The largest value of each channel over the image.',
  (x, [height, width]) =>
    pool2d(x, {
      kind: 'max',
      size: [height!, width!],
      strides: [1, 1],
      dilation: [1, 1],
      padding: [0, 0, 0, 0],
    }),
);
