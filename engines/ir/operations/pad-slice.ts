import type { Shape } from '../../layers/shape.ts';
import { apply, misused, type Operation, type Value } from '../form.ts';

type Padding = { readonly before: readonly number[]; readonly after: readonly number[] };
type Part = { readonly begin: readonly number[]; readonly size: Shape; readonly every: readonly number[] };

/** Zeros before and behind an example's values, so many along each axis. */
export const padOperation: Operation<Padding> = {
  name: 'pad',
  types: ({ before, after }, [x]) => [
    { shape: x!.shape.map((size, axis) => before[axis]! + size + after[axis]!), batched: x!.batched },
  ],
  exact({ before }, [x], [dims]) {
    const y = new Float64Array(dims!.reduce((total, size) => total * size, 1));
    const every = before.map(() => 1);
    for (const [at, value] of x!.data.entries()) y[whole(at, x!.dims, dims!, before, every)] = value;
    return [y];
  },
  gradient: ({ attributes: { before }, inputs: [x] }, [dy]) => [slice(dy!, before, x!.shape)],
};

/**
 * The part of an example's values that begins at `begin` and has the shape `size`; of each axis only every so
 * many-th. The gradient is known for whole parts (every first).
 */
export const sliceOperation: Operation<Part> = {
  name: 'slice',
  types({ begin, size, every }, [x]) {
    for (const [axis, length] of x!.shape.entries())
      if (begin[axis]! + (size[axis]! - 1) * every[axis]! >= length || size[axis]! < 1)
        throw misused('slice', `[${x!.shape}] has no part [${size}] at [${begin}], every [${every}]`);
    return [{ shape: size, batched: x!.batched }];
  },
  exact({ begin, every }, [x], [dims]) {
    const y = new Float64Array(dims!.reduce((total, size) => total * size, 1));
    return [y.map((_, at) => x!.data[whole(at, dims!, x!.dims, begin, every)]!)];
  },
  gradient({ attributes: { begin, size, every }, inputs: [x] }, [dy]) {
    if (every.some((step) => step !== 1)) throw misused('slice', 'a part with gaps has no gradient');
    return [
      pad(
        dy!,
        begin,
        x!.shape.map((length, axis) => length - begin[axis]! - size[axis]!),
      ),
    ];
  },
};

export const pad = (x: Value, before: readonly number[], after: readonly number[]): Value =>
  apply(padOperation, { before, after }, [x])[0]!;
export const slice = (x: Value, begin: readonly number[], size: Shape, every = begin.map(() => 1)): Value =>
  apply(sliceOperation, { begin, size, every }, [x])[0]!;

/** Where a value of a part stands in the whole; the batch, where there is one, is the axis in front. */
function whole(at: number, part: Shape, all: Shape, begin: Shape, every: Shape): number {
  let place = 0;
  let [rest, step] = [at, 1];
  for (let axis = part.length - 1; axis >= 0; axis--) {
    const own = axis - part.length + begin.length;
    const index = rest % part[axis]!;
    place += (own < 0 ? index : begin[own]! + index * every[own]!) * step;
    rest = Math.floor(rest / part[axis]!);
    step *= all[axis]!;
  }
  return place;
}
