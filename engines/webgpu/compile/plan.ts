import type { Program } from '../../engine.ts';
import type { Value } from '../../ir/form.ts';
import { multiply } from '../../ir/operations/binary.ts';
import { largest, sum } from '../../ir/operations/reduce.ts';
import { reshape } from '../../ir/operations/reshape.ts';
import { abs } from '../../ir/operations/unary.ts';
import { formProgram } from '../../ir/program/build.ts';
import type { FormProgram, Step } from '../../ir/program/program.ts';
import { volume } from '../../layers/shape.ts';
import { programOf } from '../../optimizers/registry.ts';
import { compile } from './compile.ts';
import { type Parameters, parametersOf } from './parameters.ts';
import type { Division } from './place.ts';
import { RUN_BYTES } from './run.ts';
import { type Sharing, slotsOf } from './slots.ts';
import { updateKernel } from './update.ts';

export type CodeName = 'training' | 'gathering' | 'evaluation' | 'inspection';

/** A program compiled for an adapter with such limits: it is the same for packs of any size. */
export interface Plan {
  readonly form: FormProgram;
  readonly parameters: Parameters;
  /** What the optimizer keeps for each number. */
  readonly states: number;
  readonly codes: Readonly<Partial<Record<CodeName, Sharing>>>;
  /** Where each input begins, in words; x is the last. */
  readonly inputs: ReadonlyMap<string, number>;
  /** Words of the inputs with the most examples of a training step, and of any code. */
  readonly stepWords: number;
  readonly inputWords: number;
}

/** What an evaluation pass of one trial may take, and the most examples of one. */
const EVALUATION_BYTES = 2 ** 24;
const MOST_EXAMPLES = 256;

/** Programs that are remembered: a worker's packs are of few, and are planned again and again. */
const REMEMBERED = 8;
const known = new Map<string, Plan>();

/** Compiles a program whose model fits its input; what was compiled lately is remembered. */
export function planOf(program: Program, mostStores: number): Plan {
  const key = JSON.stringify([program, mostStores]);
  const found = known.get(key) ?? newPlan(program, mostStores);
  known.delete(key);
  known.set(key, found);
  if (known.size > REMEMBERED) known.delete(known.keys().next().value!);
  return found;
}

function newPlan(program: Program, mostStores: number): Plan {
  const form = formProgram(program);
  const parameters = parametersOf(form);
  const evaluated = evaluationExamples(program, form, parameters, mostStores);
  const { inputs, words } = inputsOf(program, form, Math.max(program.batchSize, evaluated));
  const make = (
    examples: number,
    values: readonly Value[],
    next?: readonly (number | undefined)[],
  ): Sharing => {
    const division: Division = { examples, parameters, inputs };
    return { code: compile(values, { division, mostStores, ...(next && { next }) }), examples };
  };
  const stepCode = (step: Step, updates: boolean): Sharing => {
    const { code, examples } = make(program.batchSize, ...stepValues(step));
    const update = updateKernel(program.optimizer, parameters, updates);
    return { code: { ...code, kernels: [...code.kernels, update] }, examples };
  };
  const { evaluation, gathering } = form;
  return {
    form,
    parameters,
    states: programOf(program.optimizer).states,
    codes: {
      training: stepCode(form.training, true),
      ...(gathering && { gathering: stepCode(gathering, false) }),
      evaluation: make(evaluated, [evaluation.losses, evaluation.scores]),
      inspection: make(program.batchSize, inspected(form)),
    },
    inputs,
    stepWords: inputs.get('x')! + program.batchSize * volume(program.inputShape),
    inputWords: words,
  };
}

/** What a step computes: its loss, then what updates and assignments read, with their parameters. */
function stepValues({ loss, updates, assignments }: Step): [Value[], (number | undefined)[]] {
  const values = [...updates.map(({ gradient }) => gradient), ...assignments.map(({ value }) => value)];
  const numbers = [...updates, ...assignments].map(({ parameter }) => parameter);
  return [
    [loss, ...values],
    [undefined, ...numbers],
  ];
}

/** Of each layer its values, then of each gradient the sum of its squares and its largest absolute value. */
function inspected({ inspection }: FormProgram): Value[] {
  return inspection.flatMap(({ values, gradients }) => [
    values,
    ...gradients.flatMap((gradient) => {
      const axes = [...gradient.shape.keys()];
      return [sum(multiply(gradient, gradient), axes), largest(abs(gradient), axes)].map((each) =>
        reshape(each, []),
      );
    }),
  ]);
}

/** More examples at once where they are small. */
function evaluationExamples(
  program: Program,
  { evaluation }: FormProgram,
  parameters: Parameters,
  mostStores: number,
): number {
  const inputs = new Map([
    ['x', 0],
    ['y', 0],
  ]);
  const division: Division = { examples: MOST_EXAMPLES, parameters, inputs };
  const code = compile([evaluation.losses, evaluation.scores], { division, mostStores });
  const { sizes } = slotsOf([{ code, examples: MOST_EXAMPLES }], 1);
  const each = (sizes.reduce((total, size) => total + size, 0) * 4) / MOST_EXAMPLES;
  return Math.max(
    program.batchSize,
    Math.min(MOST_EXAMPLES, Math.floor(EVALUATION_BYTES / Math.max(1, each))),
  );
}

/** The run, targets, masks, and the examples behind them: bytes take less than floats. */
function inputsOf({ inputShape, batchSize }: Program, { outputs, masks }: FormProgram, most: number) {
  const inputs = new Map<string, number>();
  let words = RUN_BYTES / 4;
  const add = (name: string, count: number) => {
    inputs.set(name, words);
    words += Math.ceil(count / 4) * 4;
  };
  add('y', outputs * most);
  for (const { name, shape } of masks) add(name, volume(shape) * batchSize);
  add('x', volume(inputShape) * most);
  return { inputs, words };
}
