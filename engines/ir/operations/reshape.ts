import { type Shape, volume } from '../../layers/shape.ts';
import { apply, misused, type Operation, type Value } from '../form.ts';

/** The same values, in the same order, under other dimensions. */
export const reshapeOperation: Operation<{ readonly shape: Shape }> = {
  name: 'reshape',
  types({ shape }, [x]) {
    if (volume(shape) !== volume(x!.shape)) throw misused('reshape', `[${x!.shape}] to [${shape}]`);
    return [{ shape, batched: x!.batched }];
  },
  exact: (_, [x]) => [x!.data.slice()],
  gradient: ({ inputs: [x] }, [dy]) => [reshape(dy!, x!.shape)],
};

/** An example's values (all values, where not batched) under another shape. */
export function reshape(x: Value, shape: Shape): Value {
  if (x.shape.length === shape.length && x.shape.every((size, axis) => size === shape[axis])) return x;
  return apply(reshapeOperation, { shape }, [x])[0]!;
}
