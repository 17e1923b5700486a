/** From gradients to updates: decay, clipping, and gradients added up over batches. */
import type { Program } from '../../engine.ts';
import type { Clip } from '../../network.ts';
import type { Value } from '../form.ts';
import { constant, parameter } from '../leaves.ts';
import { add, divide, max, min, multiply, times } from '../operations/binary.ts';
import { broadcastLike, sum } from '../operations/reduce.ts';
import { reshape } from '../operations/reshape.ts';
import { sqrt } from '../operations/unary.ts';
import { directed } from './direction.ts';
import type { FormParameter, Step, Trained, Update } from './program.ts';

/** The steps of a program: one that updates and, where several batches make a step, one that gathers. */
export interface Steps {
  readonly training: Step;
  readonly gathering?: Step;
  /** Parameters that the steps want beside the model's. */
  readonly kept: readonly FormParameter[];
}

/**
 * Makes the steps. L2 decay is part of the loss, so it is clipped with the gradient; of several batches the
 * mean gradient is. Pure.
 */
export function stepsOf(
  program: Program,
  parameters: readonly FormParameter[],
  trained: readonly Trained[],
  { loss, assignments }: Omit<Step, 'updates'>,
): Steps {
  const { accumulate = 1, clip, decay } = program;
  const sums =
    accumulate === 1
      ? []
      : trained.map((each): FormParameter => ({ ...parameters[each.parameter]!, role: 'sum' }));
  const stepOf = (gradients: readonly Value[]) => {
    const within = clipped(
      gradients.map((gradient, at) => withDecay(program, trained[at]!, gradient)),
      clip,
    );
    const found = directed(program, trained, within, parameters.length + sums.length);
    const updates = found.gradients.map(
      (gradient, at): Update => ({
        parameter: trained[at]!.parameter,
        gradient,
        decayed: decay?.decoupled === true && decays(program, trained[at]!),
      }),
    );
    return { ...found, updates };
  };
  const own = trained.map(({ gradient }) => gradient);
  if (accumulate === 1) {
    const { updates, kept, assignments: further } = stepOf(own);
    return { training: { loss, assignments: [...assignments, ...further], updates }, kept };
  }
  const before = sums.map(({ shape }, at) => parameter(parameters.length + at, shape));
  const so = own.map((gradient, at) => add(before[at]!, times(gradient, 1 / accumulate)));
  const { updates, kept, assignments: further } = stepOf(so);
  const written = (values: readonly Value[]) => [
    ...assignments,
    ...values.map((value, at) => ({ parameter: parameters.length + at, value })),
  ];
  const none = before.map((each) => broadcastLike(constant(0), each));
  return {
    training: { loss, assignments: [...written(none), ...further], updates },
    gathering: { loss, assignments: written(so), updates: [] },
    kept: [...sums, ...kept],
  };
}

const decays = ({ decay }: Program, { role }: Trained) =>
  decay !== undefined && decay.rate !== 0 && (role === 'kernel' || decay.biases);

function withDecay(program: Program, trained: Trained, gradient: Value): Value {
  const { decay } = program;
  if (decay === undefined || decay.decoupled || !decays(program, trained)) return gradient;
  return add(gradient, times(trained.value, decay.rate));
}

/** Each gradient within ± `value`, then all together within `norm`. */
function clipped(gradients: readonly Value[], { value, norm }: Clip = {}): readonly Value[] {
  const within =
    value === undefined
      ? gradients
      : gradients.map((each) => max(min(each, constant(value)), constant(-value)));
  if (norm === undefined || within.length === 0) return within;
  const squares = within.map((each) => reshape(sum(multiply(each, each), [...each.shape.keys()]), []));
  const length = sqrt(squares.reduce((total, each) => add(total, each)));
  const factor = divide(constant(norm), max(length, constant(norm)));
  return within.map((each) => multiply(each, factor));
}

/**
 * What a parameter that decays is multiplied by before its update, in a step whose learning rate is `rate`
 * times the optimizer's. Pure.
 */
export const keepOf = ({ decay, optimizer }: Program, rate: number): number =>
  1 - (decay?.rate ?? 0) * optimizer.learningRate * rate;
