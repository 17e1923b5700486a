import { apply, misused, type Operation, type Value } from '../form.ts';
import { multiply } from './binary.ts';
import { reshape } from './reshape.ts';

/**
 * Softmax cross-entropy of scores against a distribution over the classes that sums to 1: the loss of each
 * example, and softmax − distribution, its gradient by the scores. The distribution has no gradient.
 */
export const crossEntropyOperation: Operation = {
  name: 'crossEntropy',
  types(_, [scores, wanted]) {
    const { shape } = scores!;
    if (shape.length !== 1 || wanted!.shape.length !== 1 || wanted!.shape[0] !== shape[0])
      throw misused('crossEntropy', `[${shape}] and [${wanted!.shape}] do not meet`);
    return [
      { shape: [], batched: true },
      { shape, batched: true },
    ];
  },
  exact(_, [scores, wanted]) {
    const [examples, classes] = scores!.dims as [number, number];
    const loss = new Float64Array(examples);
    const difference = new Float64Array(examples * classes);
    for (let example = 0; example < examples; example++) {
      const at = example * classes;
      const own = scores!.data.subarray(at, at + classes);
      const top = Math.max(...own);
      const total = own.reduce((sum, score) => sum + Math.exp(score - top), 0);
      for (const [c, score] of own.entries()) {
        loss[example]! += wanted!.data[at + c]! * (Math.log(total) + top - score);
        difference[at + c] = Math.exp(score - top) / total - wanted!.data[at + c]!;
      }
    }
    return [loss, difference];
  },
  gradient: ({ outputs: [, difference] }, [dloss]) => [
    dloss && multiply(difference!, reshape(dloss, [1])),
    undefined,
  ],
};

export const crossEntropy = (scores: Value, wanted: Value): Value =>
  apply(crossEntropyOperation, {}, [scores, wanted])[0]!;
