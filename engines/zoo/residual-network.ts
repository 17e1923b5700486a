/** What the residual networks are made of (He et al. 2016). All pure. */
import { z } from 'zod';
import type { Entry } from './zoo-model.ts';

export const residualSettings = z.strictObject({
  batchNorm: z
    .boolean()
    .default(true)
    .describe(
      'Whether each convolution has a batch normalisation behind it; without, a bias. Default: true.',
    ),
});

/** A convolution that keeps or halves rows and columns, with its normalisation. */
export function convolution(
  filters: number,
  { kernel, strides = 1 }: { readonly kernel: number; readonly strides?: number },
  batchNorm: boolean,
): readonly Entry[] {
  const conv2d = { filters, kernel, padding: 'same', strides, bias: !batchNorm };
  return batchNorm ? [{ conv2d }, 'batchNorm'] : [{ conv2d }];
}

/** Two convolutions, and the input added to them; where its shape changes, through a 1 × 1 convolution. */
function block(filters: number, strides: number, project: boolean, batchNorm: boolean): readonly Entry[] {
  const main = [
    ...convolution(filters, { kernel: 3, strides }, batchNorm),
    'relu',
    ...convolution(filters, { kernel: 3 }, batchNorm),
  ];
  const shortcut = project ? convolution(filters, { kernel: 1, strides }, batchNorm) : [];
  return [{ residual: { main, shortcut } }, 'relu'];
}

/** So many blocks; the first takes the values to `filters` channels, all but at the network's beginning. */
export function stage(filters: number, blocks: number, first: boolean, settings: unknown): readonly Entry[] {
  const { batchNorm } = settings as z.output<typeof residualSettings>;
  const same = block(filters, 1, false, batchNorm);
  if (first) return [{ repeat: { times: blocks, layers: same } }];
  const rest = blocks > 1 ? [{ repeat: { times: blocks - 1, layers: same } }] : [];
  return [...block(filters, 2, true, batchNorm), ...rest];
}
