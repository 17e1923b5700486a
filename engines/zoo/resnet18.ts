import type { z } from 'zod';
import { convolution, residualSettings, stage } from './residual-network.ts';
import type { ZooModel } from './zoo-model.ts';

/** ResNet-18, with 11.7 million parameters for 1000 classes. */
export const resnet18: ZooModel = {
  name: 'resnet18',
  description:
    'The residual network of 18 layers for large images: 11.7 million parameters (He et al. 2016; arXiv 1512.03385).',
  schema: residualSettings,
  input: [224, 224, 3],
  least: 17,
  layers(settings, { output }) {
    const { batchNorm } = settings as z.output<typeof residualSettings>;
    return [
      ...convolution(64, { kernel: 7, strides: 2 }, batchNorm),
      'relu',
      { maxPool2d: { size: 3, strides: 2, padding: 'same' } },
      ...[64, 128, 256, 512].flatMap((filters, index) => stage(filters, 2, index === 0, settings)),
      'globalAveragePool2d',
      { dense: { units: 'classes', activation: output } },
    ];
  },
};
