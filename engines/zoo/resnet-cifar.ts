import type { z } from 'zod';
import { convolution, residualSettings, stage } from './residual-network.ts';
import type { Entry, ZooModel, ZooTask } from './zoo-model.ts';

/**
 * A residual network for small images: 6 n + 2 layers (He et al. 2016, section 4.2). Where the paper fills
 * new channels of a shortcut with zeros, this one has a 1 × 1 convolution (the paper's option B). Pure.
 */
export const residualForSmallImages = (blocks: number, note: string): ZooModel => ({
  name: `resnet${6 * blocks + 2}`,
  description: `The residual network of ${6 * blocks + 2} layers for small images: ${note} (He et al. 2016, section 4.2; arXiv 1512.03385).`,
  schema: residualSettings,
  input: [32, 32, 3],
  least: 3,
  layers: (settings, task) => layersOf(blocks, settings, task),
});

function layersOf(blocks: number, settings: unknown, { output }: ZooTask): readonly Entry[] {
  const { batchNorm } = settings as z.output<typeof residualSettings>;
  return [
    ...convolution(16, { kernel: 3 }, batchNorm),
    'relu',
    ...stage(16, blocks, true, settings),
    ...stage(32, blocks, false, settings),
    ...stage(64, blocks, false, settings),
    'globalAveragePool2d',
    { dense: { units: 'classes', activation: output } },
  ];
}
