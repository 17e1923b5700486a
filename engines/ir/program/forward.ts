import { follow } from '../../follow.ts';
import type { Building } from '../../layers/building.ts';
import { layerDefinition } from '../../layers/registry.ts';
import type { NamedLayer } from '../../model.ts';
import type { Layer } from '../../network.ts';
import type { Value } from '../form.ts';
import { input } from '../leaves.ts';
import { add } from '../operations/binary.ts';
import type { MaskSpec } from './program.ts';

/** A model's way from its input to its scores. */
export interface Forward {
  readonly scores: Value;
  /** The values behind each layer, by its name. */
  readonly behind: ReadonlyMap<string, Value>;
  /** What moving statistics become by a training step. */
  readonly assignments: readonly { readonly parameter: number; readonly value: Value }[];
  readonly masks: readonly MaskSpec[];
}

/**
 * Builds a model's forward pass. `layers`: what `shapeModel` found, the last one as it is to be built;
 * `parameters`: values in the order of `Weights`. Pure.
 */
export function forward(
  model: readonly Layer[],
  layers: readonly NamedLayer[],
  {
    x,
    parameters,
    training,
  }: { readonly x: Value; readonly parameters: readonly Value[]; readonly training: boolean },
): Forward {
  const behind = new Map<string, Value>();
  const assignments: { parameter: number; value: Value }[] = [];
  const masks: MaskSpec[] = [];
  const scores = follow(model, x, {
    layer(_, value) {
      const named = layers[behind.size]!;
      const at = buildingOf(named, parameters, training, { assignments, masks });
      const result = layerDefinition(named.layer).build(named, value, at);
      behind.set(named.name, result);
      return result;
    },
    add,
  });
  return { scores, behind, assignments, masks };
}

/** What a layer is built with, among a model's parameters; `found` gathers what it says. */
export function buildingOf(
  { name, parameters: own, firstParameter }: NamedLayer,
  all: readonly Value[],
  training: boolean,
  found: { readonly assignments: { parameter: number; value: Value }[]; readonly masks: MaskSpec[] },
): Building {
  let drawn = 0;
  const numberOf = (wanted: string) => firstParameter + own.findIndex((each) => each.name === wanted);
  return {
    parameters: Object.fromEntries(own.map((each) => [each.name, all[numberOf(each.name)]!])),
    training,
    assign: (wanted, value) => void found.assignments.push({ parameter: numberOf(wanted), value }),
    mask(shape, rate) {
      const mask = { name: `mask/${name}/${++drawn}`, shape, rate };
      found.masks.push(mask);
      return input(mask.name, { shape, batched: true });
    },
  };
}
