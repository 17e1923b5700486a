import { shapeModel } from '../../proto/model.ts';
import type { Activation } from '../../proto/study.ts';
import type { Program } from '../engine.ts';

/** Rows and columns of zeros around a convolution's input, as Keras lays them: the odd one goes to the bottom and right. */
export interface Frame {
  readonly height: number;
  readonly width: number;
  readonly top: number;
  readonly left: number;
}

/**
 * What the kernels execute: a model without its flatten layers (values stand as [features][batch], in Keras's order, so flattening
 * moves nothing), and with a convolution and the pooling behind it in one stage where one kernel does both.
 */
export type Stage = { readonly input: readonly number[]; readonly output: readonly number[] } & (
  | {
      readonly kind: 'conv';
      readonly kernel: number;
      readonly channels: number;
      readonly filters: number;
      readonly frame: Frame;
      readonly activation: Activation;
    }
  | {
      readonly kind: 'convPool';
      readonly kernel: 3;
      readonly channels: 1;
      readonly filters: number;
      readonly frame: Frame;
      readonly activation: 'linear' | 'relu';
    }
  | { readonly kind: 'pool'; readonly size: number }
  | { readonly kind: 'dense'; readonly units: number; readonly activation: Activation }
);

export type StageOf<Kind extends Stage['kind']> = Extract<Stage, { readonly kind: Kind }>;

/** Values of one example in a shape. */
export const volume = (shape: readonly number[]): number => shape.reduce((total, size) => total * size, 1);

/** Weights of a stage: length of the kernel and of the bias; none for a pooling. */
export function weightsOf(stage: Stage): { readonly kernel: number; readonly bias: number } | undefined {
  if (stage.kind === 'pool') return undefined;
  if (stage.kind === 'dense') return { kernel: volume(stage.input) * stage.units, bias: stage.units };
  return { kernel: stage.kernel ** 2 * stage.channels * stage.filters, bias: stage.filters };
}

function frameOf(input: readonly number[], kernel: number, padding: 'valid' | 'same'): Frame {
  const more = padding === 'same' ? kernel - 1 : 0;
  const before = Math.floor(more / 2);
  return { height: input[0]! + more, width: input[1]! + more, top: before, left: before };
}

/** A program's stages. Pure. */
export function stagesOf(program: Program): readonly Stage[] {
  const { layers } = shapeModel(program.model, program.inputShape);
  const stages: Stage[] = [];
  for (const { layer, input, output } of layers) {
    if (layer.kind === 'maxPool2d') {
      const last = stages.at(-1);
      if (layer.size === 2 && last?.kind === 'conv' && isFusable(last)) {
        stages[stages.length - 1] = { ...last, kind: 'convPool', output } as StageOf<'convPool'>;
      } else stages.push({ kind: 'pool', size: layer.size, input, output });
    } else if (layer.kind === 'conv2d') {
      const { kernel, filters, activation, padding } = layer;
      const frame = frameOf(input, kernel, padding);
      stages.push({ kind: 'conv', kernel, channels: input[2]!, filters, frame, activation, input, output });
    } else if (layer.kind === 'dense') {
      stages.push({ kind: 'dense', units: layer.units, activation: layer.activation, input, output });
    }
  }
  // Only a first convolution: the fused backward kernel gives no gradient of its input.
  return stages;

  function isFusable(stage: StageOf<'conv'>): boolean {
    const monotonic = stage.activation === 'relu' || stage.activation === 'linear';
    return stages.length === 1 && stage.kernel === 3 && stage.channels === 1 && monotonic;
  }
}
