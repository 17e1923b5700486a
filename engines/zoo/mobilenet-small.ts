import { z } from 'zod';
import type { Entry, ZooModel } from './zoo-model.ts';

/** Filters and strides of the blocks of the whole network, of which this one has a quarter of the filters. */
const BLOCKS = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...Array.from({ length: 5 }, () => [512, 1]),
  [1024, 2],
  [1024, 1],
] as const;

const normalised = (layer: Entry): readonly Entry[] => [layer, 'batchNorm', 'relu'];

/** MobileNet with a quarter of its filters; relu where the paper's code has relu6. */
export const mobilenetSmall: ZooModel = {
  name: 'mobilenet-small',
  description:
    'Depthwise convolutions, a quarter of the filters: 0.47 million parameters (0.25 MobileNet of Howard et al. 2017; arXiv 1704.04861).',
  schema: z.strictObject({}),
  input: [224, 224, 3],
  least: 17,
  layers: (_, { output }) => [
    ...normalised({ conv2d: { filters: 8, kernel: 3, strides: 2, padding: 'same', bias: false } }),
    ...BLOCKS.flatMap(([filters, strides]) => [
      ...normalised({ depthwiseConv2d: { kernel: 3, strides, padding: 'same', bias: false } }),
      ...normalised({ conv2d: { filters: filters! / 4, kernel: 1, bias: false } }),
    ]),
    'globalAveragePool2d',
    { dense: { units: 'classes', activation: output } },
  ],
};
