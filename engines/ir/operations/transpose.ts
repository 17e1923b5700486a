import { placeOf } from '../broadcast.ts';
import { apply, type Operation, type Value } from '../form.ts';

/** The same values with an example's axes in another order: axis `order[i]` becomes axis i. */
export const transposeOperation: Operation<{ readonly order: readonly number[] }> = {
  name: 'transpose',
  types: ({ order }, [x]) => [{ shape: order.map((axis) => x!.shape[axis]!), batched: x!.batched }],
  exact({ order }, [x], [dims]) {
    const batch = dims!.length - order.length;
    const own = x!.dims.map((_, axis) => x!.dims.slice(axis + 1).reduce((total, size) => total * size, 1));
    const steps = dims!.map((_, axis) => own[axis < batch ? axis : order[axis - batch]! + batch]!);
    return [x!.data.map((_, at) => x!.data[placeOf(at, dims!, steps)]!)];
  },
  gradient: ({ attributes: { order } }, [dy]) => [
    transpose(
      dy!,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ],
};

export const transpose = (x: Value, order: readonly number[]): Value =>
  apply(transposeOperation, { order }, [x])[0]!;
