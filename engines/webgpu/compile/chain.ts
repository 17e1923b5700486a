import type { Node, Value } from '../../ir/form.ts';
import { axesOf } from '../../ir/lowering/axes.ts';
import { type Step, stepsOf } from '../../ir/lowering/steps.ts';
import { binaryExpression, type Expression, literal, unaryExpression } from './functions.ts';

/** The shader that the function of a chain is part of. */
export interface Surrounding {
  /** The number of a value at an index. */
  read(value: Value, index: string): string;
  /** Declares a function, once. */
  function(text: string): void;
}

/**
 * Elementwise operations, one behind the other: each number of the output follows from those at its place.
 */
export interface Chain {
  readonly output: Value;
  readonly steps: readonly Step[];
  readonly inputs: readonly Value[];
  /** What the function of the chain is given instead of reading it. */
  readonly given?: Value;
}

/** The chain of a group of elementwise nodes, in order. Pure. */
export function chainOf(members: readonly Node[]): Chain {
  return { output: members.at(-1)!.outputs[0]!, ...stepsOf(members) };
}

/** The function `name(t, i)`, or `name(t, i, given)`, that computes number i of the chain's output. */
export function chainFunction(chain: Chain, name: string, shader: Surrounding): string {
  const { output, steps, inputs, given } = chain;
  const { lines, indices } = indicesOf(output, inputs);
  const read = (index: number) => {
    const input = inputs[index]!;
    return input === given ? 'given' : shader.read(input, indices[index]!);
  };
  const expressions = steps.map((step) => expressionOf(step, shader, read));
  return [
    `fn ${name}(t: u32, i: u32${given === undefined ? '' : ', given: f32'}) -> f32 {`,
    ...lines,
    ...expressions.map((text, at) => `  let s${at} = ${text};`),
    `  return s${steps.length - 1};`,
    '}',
  ].join('\n');
}

function expressionOf(step: Step, shader: Surrounding, read: (input: number) => string): string {
  switch (step.kind) {
    case 'constant':
      return literal(step.value);
    case 'read':
      return read(step.input);
    case 'unary':
      return called(shader, unaryExpression(step.operation, `s${step.a}`));
    case 'binary':
      return called(shader, binaryExpression(step.operation, `s${step.a}`, `s${step.b}`));
  }
}

function called(shader: Surrounding, { text, calls = [] }: Expression): string {
  for (const each of calls) shader.function(each);
  return text;
}

/** Statements that take an index of the output apart, and each input's own index. */
function indicesOf(output: Value, inputs: readonly Value[]) {
  const { counts, strides } = axesOf(output, inputs);
  const lines: string[] = [];
  const names = counts.map((_, axis) => (counts.length === 1 ? 'i' : `a${axis}`));
  if (counts.length > 1) {
    lines.push('  var r = i;');
    for (let axis = counts.length - 1; axis > 0; axis--)
      lines.push(`  let a${axis} = r % ${counts[axis]!.fixed}u;`, `  r = r / ${counts[axis]!.fixed}u;`);
    lines.push('  let a0 = r;');
  }
  const indices = strides.map((own) => {
    const terms = own.flatMap((stride, axis) =>
      stride === 0 ? [] : [stride === 1 ? names[axis]! : `${names[axis]!} * ${stride}u`],
    );
    return terms.length === 0 ? '0u' : terms.join(' + ');
  });
  return { lines, indices };
}
