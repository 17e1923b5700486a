/** Values that come from other places: transpose, pad, slice, concat. */
import type { Node, Value } from '../../ir/form.ts';
import { countOf } from '../../ir/lowering/count.ts';
import type { Shape } from '../../layers/shape.ts';
import type { Shader } from '../compile/shader.ts';
import { eachNumber } from './each-number.ts';
import type { Lowering } from './lowering.ts';

const volumeBehind = (shape: Shape, axis: number) =>
  shape.slice(axis + 1).reduce((total, size) => total * size, 1);

/** Statements that take index `i` of values of a shape apart: `a0`, `a1`, … and `e`, the example. */
function apart(shape: Shape): string {
  const lines = ['var r = i;'];
  for (let axis = shape.length - 1; axis >= 0; axis--)
    lines.push(`let a${axis} = r % ${shape[axis]}u;`, `r = r / ${shape[axis]}u;`);
  return [...lines, 'let e = r;'].join('\n');
}

/** The index in values of a shape, from an expression for each axis. */
const together = (shape: Shape, at: (axis: number) => string): string =>
  [
    `e * ${shape.reduce((total, size) => total * size, 1)}u`,
    ...shape.map((_, axis) => `(${at(axis)}) * ${volumeBehind(shape, axis)}u`),
  ].join(' + ');

/** One thread for each number of the output, which `statements` writes. */
const moving =
  (statements: (node: Node, shader: Shader) => string): Lowering =>
  (node, { shader }) => {
    const own = shader();
    const [output] = node.outputs as [Value];
    return [
      eachNumber(own, {
        name: node.operation.name,
        count: countOf(output),
        perTrial: output.perTrial,
        statements: `${apart(output.shape)}\n${statements(node, own)}`,
      }),
    ];
  };

export const transpose = moving(({ attributes, inputs: [x], outputs: [y] }, shader) => {
  const { order } = attributes as { readonly order: readonly number[] };
  const index = together(x!.shape, (axis) => `a${order.indexOf(axis)}`);
  return shader.write(y!, 'i', shader.read(x!, index));
});

export const slice = moving(({ attributes, inputs: [x], outputs: [y] }, shader) => {
  const { begin, every } = attributes as { readonly begin: Shape; readonly every: Shape };
  const index = together(x!.shape, (axis) => `a${axis} * ${every[axis]}u + ${begin[axis]}u`);
  return shader.write(y!, 'i', shader.read(x!, index));
});

export const pad = moving(({ attributes, inputs: [x], outputs: [y] }, shader) => {
  const { before } = attributes as { readonly before: Shape };
  const { shape } = x!;
  // What lies before the beginning wraps round to a large number.
  const within = shape.map((size, axis) => `(a${axis} - ${before[axis]}u) < ${size}u`).join(' && ') || 'true';
  const index = together(shape, (axis) => `a${axis} - ${before[axis]}u`);
  return `var value = 0.0;
if (${within}) { value = ${shader.read(x!, index)}; }
${shader.write(y!, 'i', 'value')}`;
});

export const concat = moving(({ attributes, inputs, outputs: [y] }, shader) => {
  const { axis: along } = attributes as { readonly axis: number };
  let begin = 0;
  const parts = inputs.map((x) => {
    const from = begin;
    begin += x.shape[along]!;
    const index = together(x.shape, (axis) => (axis === along ? `a${axis} - ${from}u` : `a${axis}`));
    return `if (a${along} >= ${from}u && a${along} < ${begin}u) { value = ${shader.read(x, index)}; }`;
  });
  return ['var value = 0.0;', ...parts, shader.write(y!, 'i', 'value')].join('\n');
});
