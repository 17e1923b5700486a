import { z } from 'zod';
import { pad } from '../ir/operations/pad-slice.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';
import { imageShape } from './shape.ts';

/** Cells above, below, left and right. */
type ZeroPadding2d = {
  readonly kind: 'zeroPadding2d';
  readonly padding: readonly [number, number, number, number];
};

const cells = z.int().min(0).max(256);
const schema = z.union([cells, z.tuple([cells, cells]), z.tuple([cells, cells, cells, cells])]);

export const zeroPadding2d: LayerDefinition = defineLayer<ZeroPadding2d>({
  kind: 'zeroPadding2d',
  description:
    'Zeros around an image: a number for all sides, [rows, columns], or [above, below, left, right].',
  schema,
  resolve(entry) {
    const given = entry as z.infer<typeof schema>;
    if (typeof given === 'number') return { kind: 'zeroPadding2d', padding: [given, given, given, given] };
    const [rows, columns] = given;
    const padding = given.length === 4 ? given : ([rows, rows, columns, columns] as const);
    return { kind: 'zeroPadding2d', padding };
  },
  shape({ padding: [top, bottom, left, right] }, input) {
    const image = imageShape('zeroPadding2d', input);
    if (typeof image === 'string') return image;
    return [image[0] + top + bottom, image[1] + left + right, image[2]];
  },
  build: ({ layer: { padding } }, x) => pad(x, [padding[0], padding[2], 0], [padding[1], padding[3], 0]),
});
