import type { Optimizer } from '../../network.ts';
import type { UpdateProgram, Value } from '../../optimizers/program.ts';
import { coefficientsOf, definitionOf, programOf } from '../../optimizers/registry.ts';
import { type GraphBuilder, type Out, read, type Variable } from './builder.ts';

/**
 * A variable and what the optimizer keeps for it: as many variables of its shape as its program has states.
 */
export interface Trained {
  readonly variable: Variable;
  readonly states: readonly Variable[];
}

/** The coefficients of a step as the graph has them, by their names. */
export type Coefficients = Readonly<Record<string, Out>>;

/** What a run of the graph is given a coefficient under, where it differs from step to step. */
export const coefficientFeed = (name: string): string => `coefficient/${name}`;

/**
 * The coefficients of an optimizer: those that differ from step to step are given to each run, the others are
 * constants.
 */
export function coefficientsIn(graph: GraphBuilder, optimizer: Optimizer): Coefficients {
  const { varying } = definitionOf(optimizer);
  const values = coefficientsOf(optimizer, 1);
  return Object.fromEntries(
    programOf(optimizer).coefficients.map((name, index) => [
      name,
      varying.includes(name)
        ? graph.placeholder(coefficientFeed(name), [])
        : graph.constant([values[index]!]),
    ]),
  );
}

const T = { T: { type: 'float' } } as const;

/** TensorFlow's own operations for programs that have one; they make a single pass over the weights. */
const FUSED: Readonly<
  Record<string, (graph: GraphBuilder, state: Out[], gradient: Out, given: Coefficients) => [string, Out[]]>
> = {
  sgd: (_, [own], gradient, { rate }) => ['ResourceApplyGradientDescent', [own!, rate!, gradient]],
  momentum: (_, [own, velocity], gradient, { rate, momentum }) => [
    'ResourceApplyKerasMomentum',
    [own!, velocity!, rate!, gradient, momentum!],
  ],
  adam: (graph, [own, first, second], gradient, { rate, beta1, beta2, epsilon }) => {
    // Powers of 0: TensorFlow corrects no bias, since the rate has it.
    const [power1, power2] = [graph.constant([0]), graph.constant([0])];
    const inputs = [own!, first!, second!, power1, power2, rate!, beta1!, beta2!, epsilon!, gradient];
    return ['ResourceApplyAdam', inputs];
  },
};

/**
 * One optimizer step in place, when everything in `after` has happened: then nobody reads the old values any
 * more, and TensorFlow need not copy them. A program without an operation of its own is composed of
 * elementwise ones.
 */
export function update(
  graph: GraphBuilder,
  program: UpdateProgram,
  { variable, states }: Trained,
  gradient: Out,
  coefficients: Coefficients,
  after: readonly Out[],
): Out {
  const fused = Object.hasOwn(FUSED, program.name) ? FUSED[program.name] : undefined;
  if (fused === undefined)
    return compose(graph, program, { variable, states }, gradient, coefficients, after);
  const handles = [variable, ...states].map(({ handle }) => handle);
  const [operation, inputs] = fused(graph, handles, gradient, coefficients);
  return graph.op(operation, inputs, T, { after });
}

const ELEMENTWISE = { '+': 'AddV2', '-': 'Sub', '*': 'Mul', '/': 'RealDiv' } as const;

function compose(
  graph: GraphBuilder,
  { written }: UpdateProgram,
  { variable, states }: Trained,
  gradient: Out,
  coefficients: Coefficients,
  after: readonly Out[],
): Out {
  const variables = { weight: variable, state1: states[0], state2: states[1] };
  const known = new Map<Value, Out>();
  const outOf = (value: Value): Out => {
    const out = known.get(value) ?? made(value);
    known.set(value, out);
    return out;
  };
  const made = (value: Value): Out => {
    if (value.kind === 'coefficient') return coefficients[value.name]!;
    if (value.kind === 'sqrt') return graph.op('Sqrt', [outOf(value.a)]);
    if (value.kind === 'sign') return graph.op('Sign', [outOf(value.a)]);
    if (value.kind === 'binary') return graph.op(ELEMENTWISE[value.op], [outOf(value.a), outOf(value.b)]);
    return value.from === 'gradient' ? gradient : read(graph, variables[value.from]!, after);
  };
  const next = Object.entries(written).map(([place, value]) => [place, outOf(value)] as const);
  // Nothing is written before everything is read.
  const values = next.map(([, out]) => out);
  const writes = next.map(([place, out]) => {
    const { handle } = variables[place as keyof typeof variables]!;
    return graph.op('AssignVariableOp', [handle, out], { dtype: T.T }, { after: [...after, ...values] });
  });
  const done = {
    dtype: { type: 'int32' },
    value: { tensor: { type: 'int32', shape: [], values: [1] } },
  } as const;
  return graph.op('Const', [], done, { after: writes });
}
