import type { Program } from '../engine.ts';
import { layerDefinition } from '../layers/registry.ts';
import { shapeModel } from '../model.ts';
import type { Stage } from './stage.ts';

/**
 * A program's stages: one for each layer, but for those that move nothing and those that the stage before
 * does too. Pure.
 */
export function stagesOf(program: Program): readonly Stage[] {
  const stages: Stage[] = [];
  for (const placed of shapeModel(program.model, program.inputShape).layers) {
    const absorbed = stages.at(-1)?.absorb?.(placed.layer, placed.output, stages.length === 1);
    const stage = absorbed ?? layerDefinition(placed.layer).chain!.wasm(placed);
    if (absorbed !== undefined) stages.pop();
    if (stage !== undefined) stages.push(stage);
  }
  return stages;
}
