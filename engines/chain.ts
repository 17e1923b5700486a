import { FanoutError } from '../proto/errors.ts';
import type { Program } from './engine.ts';
import { compositeDefinition } from './layers/composites.ts';
import { layerDefinition } from './layers/registry.ts';
import type { Layer } from './network.ts';
import { directionOf } from './optimizers/registry.ts';

/**
 * What of a program the chain engines (a fused pass for a chain of layers) cannot do, in words:
 * they know some layers, plain categorical cross-entropy, and one update a batch. Pure.
 */
export function beyondChain({
  model,
  loss,
  decay,
  clip,
  accumulate = 1,
  optimizer,
  softTargets,
}: Pick<
  Program,
  'model' | 'loss' | 'decay' | 'clip' | 'accumulate' | 'optimizer' | 'softTargets'
>): readonly string[] {
  const plain = loss === undefined || (loss.kind === 'categoricalCrossEntropy' && !loss.smoothing);
  const foreign = model.find((layer) => !isChained(layer));
  return [
    ...(foreign === undefined ? [] : [`layer ${foreign.kind} with its settings`]),
    ...(plain ? [] : [loss.kind === 'categoricalCrossEntropy' ? 'label smoothing' : `the loss ${loss.kind}`]),
    ...(decay === undefined || decay.rate === 0 ? [] : ['weight decay']),
    ...(clip?.value === undefined && clip?.norm === undefined ? [] : ['gradient clipping']),
    ...(directionOf(optimizer) === undefined ? [] : [`optimizer ${optimizer.kind}`]),
    ...(softTargets ? ['soft targets'] : []),
    ...(accumulate === 1 ? [] : ['batch accumulation']),
  ];
}

/** Whether the chain engines have a layer with these settings. */
function isChained(layer: Layer): boolean {
  if (compositeDefinition(layer) !== undefined) return false;
  return layerDefinition(layer).chain?.takes(layer) ?? false;
}

/** Throws INTERNAL where a program wants something that the chain engines cannot do. */
export function mustBeChain(program: Program): void {
  const beyond = beyondChain(program);
  if (beyond.length === 0) return;
  throw new FanoutError('INTERNAL', `this engine has no ${beyond.join(', no ')} for a chain of layers`);
}
