import type { Node, Value } from '../../ir/form.ts';
import { countOf } from '../../ir/lowering/count.ts';
import type { Pooling } from '../../ir/operations/pool2d.ts';
import { isNan, larger } from '../compile/functions.ts';
import type { Shader } from '../compile/shader.ts';
import { eachNumber } from './each-number.ts';
import type { Lowering } from './lowering.ts';

/** Statements around `inner` for each cell (`y`, `x`) of the window at (`row`, `column`) within the image. */
function eachCell(
  { size, strides, padding, dilation }: Pooling,
  [height, width]: readonly number[],
  inner: string,
) {
  return `for (var ky = 0; ky < ${size[0]}; ky++) {
  let y = row * ${strides[0]} - ${padding[0]} + ky * ${dilation[0]};
  if (y < 0 || y >= ${height}) { continue; }
  for (var kx = 0; kx < ${size[1]}; kx++) {
    let x = column * ${strides[1]} - ${padding[2]} + kx * ${dilation[1]};
    if (x < 0 || x >= ${width}) { continue; }
    ${inner}
  }
}`;
}

const cellIndex = ([height, width, channels]: readonly number[]) =>
  `((e * ${height}u + u32(y)) * ${width}u + u32(x)) * ${channels}u + c`;

/** Statements that take index `i` of images apart. */
const apart = (
  [rows, columns, channels]: readonly number[],
  names: readonly [string, string],
) => `let c = i % ${channels}u;
let ${names[1]} = i32(i / ${channels}u % ${columns}u);
let ${names[0]} = i32(i / ${channels! * columns!}u % ${rows}u);
let e = i / ${channels! * columns! * rows!}u;`;

export const pool2d: Lowering = (node, { shader }) => {
  const pooling = node.attributes as Pooling;
  const [x] = node.inputs as [Value];
  const [y] = node.outputs as [Value];
  const own = shader();
  for (const each of [isNan, larger]) own.function(each);
  const value = own.read(x, cellIndex(x.shape));
  const most = `if (cells == 0) { found = ${value}; } else { found = larger(found, ${value}); } cells += 1;`;
  const total = `found += ${value}; cells += 1;`;
  const max = pooling.kind === 'max';
  const statements = `${apart(y.shape, ['row', 'column'])}
var found = 0.0;
var cells = 0;
${eachCell(pooling, x.shape, max ? most : total)}
${own.write(y, 'i', max ? 'found' : 'found / f32(cells)')}`;
  return [eachNumber(own, { name: 'pool2d', count: countOf(y), perTrial: y.perTrial, statements })];
};

/** A thread for each cell of the images adds up what the windows around it give it. */
export const pool2dGradient: Lowering = (node, { shader }) => {
  const pooling = node.attributes as Pooling;
  const [, y] = node.inputs as [Value, Value, Value];
  const [dx] = node.outputs as [Value];
  const { size, strides, padding, dilation } = pooling;
  const [rows, columns] = y.shape as [number, number];
  const own = shader();
  const statements = `${apart(dx.shape, ['ownRow', 'ownColumn'])}
var total = 0.0;
for (var ty = 0; ty < ${size[0]}; ty++) {
  let above = ownRow + ${padding[0]} - ty * ${dilation[0]};
  if (above < 0 || above % ${strides[0]} != 0 || above / ${strides[0]} >= ${rows}) { continue; }
  let row = above / ${strides[0]};
  for (var tx = 0; tx < ${size[1]}; tx++) {
    let before = ownColumn + ${padding[2]} - tx * ${dilation[1]};
    if (before < 0 || before % ${strides[1]} != 0 || before / ${strides[1]} >= ${columns}) { continue; }
    let column = before / ${strides[1]};
    ${pooling.kind === 'max' ? ofLargest(node, pooling, own) : ofMean(node, pooling, own)}
  }
}
${own.write(dx, 'i', 'total')}`;
  return [eachNumber(own, { name: 'pool2dGradient', count: countOf(dx), perTrial: dx.perTrial, statements })];
};

const windowIndex = ([rows, columns, channels]: readonly number[]) =>
  `((e * ${rows}u + u32(row)) * ${columns}u + u32(column)) * ${channels}u + c`;

function ofMean({ inputs: [x, y, dy] }: Node, pooling: Pooling, shader: Shader): string {
  return `var cells = 0;
${eachCell(pooling, x!.shape, 'cells += 1;')}
total += ${shader.read(dy!, windowIndex(y!.shape))} / f32(cells);`;
}

/** The window's first cell that has its largest value is given all. */
function ofLargest({ inputs: [x, y, dy] }: Node, pooling: Pooling, shader: Shader): string {
  const place = windowIndex(y!.shape);
  return `let largest = ${shader.read(y!, place)};
if (${shader.read(x!, 'i')} == largest) {
  var first = true;
  ${eachCell(
    pooling,
    x!.shape,
    `if ((ky < ty || (ky == ty && kx < tx)) && ${shader.read(x!, cellIndex(x!.shape))} == largest) { first = false; }`,
  )}
  if (first) { total += ${shader.read(dy!, place)}; }
}`;
}
