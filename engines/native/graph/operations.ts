import type { Program } from '../../engine.ts';
import { layerDefinition } from '../../layers/registry.ts';
import { shapeModel } from '../../model.ts';
import { activationOperation } from './activation.ts';
import type { Operation } from './operation.ts';

/**
 * An operation of a program. `weights`: the position among the layers with weights; `relu`: it is one, and
 * nothing else.
 */
export interface ProgramOperation {
  readonly operation: Operation;
  readonly weights?: number;
  readonly relu?: boolean;
}

/**
 * The operations of a program's model. A relu goes behind the pooling that follows it where that changes
 * nothing: there is a quarter of the work for both ways. Pure.
 */
export function operationsOf(program: Program): readonly ProgramOperation[] {
  const operations: ProgramOperation[] = [];
  let weights = 0;
  for (const placed of shapeModel(program.model, program.inputShape).layers) {
    const operation = layerDefinition(placed.layer).chain!.native(placed);
    if (operation === undefined) continue;
    if (operation.commutesWithRelu && operations.at(-1)?.relu) operations.splice(-1, 0, { operation });
    else operations.push(operation.weighted ? { operation, weights: weights++ } : { operation });
    const activation = operation.weighted?.activation ?? 'linear';
    const behind = activationOperation(activation);
    if (behind !== undefined) operations.push({ operation: behind, relu: activation === 'relu' });
  }
  return operations;
}
