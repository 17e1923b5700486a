import type { Optimizer } from '../../../proto/study.ts';
import type { GraphBuilder, Out, Variable } from './builder.ts';

/** A variable and what the optimizer keeps for it: as many variables of its shape as `statesOf` says. */
export interface Trained {
  readonly variable: Variable;
  readonly states: readonly Variable[];
}

/** Values that an optimizer keeps for each weight. */
export function statesOf(optimizer: Optimizer): number {
  if (optimizer.kind === 'adam') return 2;
  return optimizer.momentum === 0 ? 0 : 1;
}

const T = { T: { type: 'float' } } as const;

/**
 * One optimizer step in place, with Keras 2.15's arithmetic, when everything in `after` has happened: then nobody reads the old values
 * any more, and TensorFlow need not copy them. `rate`: the learning rate; for Adam already corrected for the bias of both moments.
 */
export function update(
  graph: GraphBuilder,
  optimizer: Optimizer,
  { variable, states }: Trained,
  gradient: Out,
  rate: Out,
  after: readonly Out[],
): Out {
  const [first, second] = states.map(({ handle }) => handle);
  const scalar = (value: number) => graph.constant([value]);
  if (optimizer.kind === 'adam') {
    const { beta1, beta2, epsilon } = optimizer;
    // Powers of 0: TensorFlow corrects no bias, since the rate has it.
    const inputs = [
      variable.handle,
      first!,
      second!,
      scalar(0),
      scalar(0),
      rate,
      scalar(beta1),
      scalar(beta2),
    ];
    return graph.op('ResourceApplyAdam', [...inputs, scalar(epsilon), gradient], T, { after });
  }
  if (first === undefined) {
    return graph.op('ResourceApplyGradientDescent', [variable.handle, rate, gradient], T, { after });
  }
  const inputs = [variable.handle, first, rate, gradient, scalar(optimizer.momentum)];
  return graph.op('ResourceApplyKerasMomentum', inputs, T, { after });
}
