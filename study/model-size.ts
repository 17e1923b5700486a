import { volume } from '../engines/layers/shape.ts';
import { shapeModel } from '../engines/model.ts';
import type { Layer } from '../engines/network.ts';
import type { Problem } from './problems.ts';

/**
 * The most parameters of a model: a gibibyte in single precision, before gradients and what optimizers keep.
 */
export const MOST_PARAMETERS = 2 ** 28;

/** A model that is too large to train, told at the layer that has most of it. Pure. */
export function modelSizeProblems(model: readonly Layer[], inputShape: readonly number[]): Problem[] {
  const sizes = shapeModel(model, inputShape).layers.map(({ name, place, parameters }) => ({
    name,
    place,
    size: parameters.reduce((total, { shape }) => total + volume(shape), 0),
  }));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total <= MOST_PARAMETERS) return [];
  const largest = sizes.reduce((most, each) => (each.size > most.size ? each : most));
  return [
    {
      path: ['spec', 'model', ...largest.place],
      message: `makes the model too large: it has ${inWords(total)} parameters, ${inWords(largest.size)} of them in ${largest.name}, at most ${inWords(MOST_PARAMETERS)} are trained`,
      also: [['spec', 'model']],
    },
  ];
}

const inWords = (count: number) => count.toLocaleString('en-US');
