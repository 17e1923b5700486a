import { apply, misused, type Operation, type Value } from '../form.ts';
import { slice } from './pad-slice.ts';

/** Values one behind the other along an axis of an example. */
export const concatOperation: Operation<{ readonly axis: number }> = {
  name: 'concat',
  types({ axis }, inputs) {
    const [first] = inputs;
    const same = inputs.every(
      ({ shape, batched }) =>
        batched === first!.batched && shape.every((size, at) => at === axis || size === first!.shape[at]),
    );
    if (!same) throw misused('concat', `${inputs.map(({ shape }) => `[${shape}]`).join(', ')} do not meet`);
    const length = inputs.reduce((total, { shape }) => total + shape[axis]!, 0);
    return [
      { shape: first!.shape.map((size, at) => (at === axis ? length : size)), batched: first!.batched },
    ];
  },
  exact({ axis }, inputs) {
    const behind = inputs.map(({ dims, batched }) => dims.slice(axis + (batched ? 1 : 0)));
    const runs = behind.map((sizes) => sizes.reduce((total, size) => total * size, 1));
    const y: number[] = [];
    for (let run = 0; run * runs[0]! < inputs[0]!.data.length; run++)
      for (const [index, { data }] of inputs.entries())
        y.push(...data.subarray(run * runs[index]!, (run + 1) * runs[index]!));
    return [Float64Array.from(y)];
  },
  gradient({ attributes: { axis }, inputs }, [dy]) {
    let begin = 0;
    return inputs.map(({ shape }) => {
      const at = shape.map((_, each) => (each === axis ? begin : 0));
      begin += shape[axis]!;
      return slice(dy!, at, shape);
    });
  },
};

export const concat = (parts: readonly Value[], axis: number): Value =>
  apply(concatOperation, { axis }, parts)[0]!;
