/** Convolutions and their gradients as products of matrices that are never laid out (implicit GEMM). */
import type { Value } from '../../ir/form.ts';
import type { Convolution } from '../../ir/operations/conv2d.ts';
import type { Shape } from '../../layers/shape.ts';
import type { Shader } from '../compile/shader.ts';
import type { Lowering } from './lowering.ts';
import { productKernels } from './product.ts';

/** What the three products have in common. */
interface Sizes {
  readonly conv: Convolution;
  readonly image: Shape;
  readonly output: Shape;
  readonly kernel: Shape;
  /** Channels and filters of a group. */
  readonly inner: number;
  readonly each: number;
}

function sizesOf(conv: Convolution, image: Shape, kernel: Shape, output: Shape): Sizes {
  return { conv, image, output, kernel, inner: kernel[2]!, each: kernel[3]! / conv.groups };
}

/**
 * `imageAt(t, part, place, tap)`: the image's number that a place of the output and a tap of the kernel meet.
 */
function imageAt(shader: Shader, x: Value, { conv, image, output, kernel, inner }: Sizes): string {
  const [height, width, channels] = image as [number, number, number];
  const [rows, columns] = output as [number, number];
  const index = `((e * ${height}u + u32(y)) * ${width}u + u32(x)) * ${channels}u + part * ${inner}u + tap % ${inner}u`;
  shader.function(`fn imageAt(t: u32, part: u32, place: u32, tap: u32) -> f32 {
  let cell = tap / ${inner}u;
  let y = i32(place / ${columns}u % ${rows}u) * ${conv.strides[0]} - ${conv.padding[0]} + i32(cell / ${kernel[1]}u) * ${conv.dilation[0]};
  let x = i32(place % ${columns}u) * ${conv.strides[1]} - ${conv.padding[2]} + i32(cell % ${kernel[1]}u) * ${conv.dilation[1]};
  if (y < 0 || y >= ${height} || x < 0 || x >= ${width}) { return 0.0; }
  let e = place / ${rows * columns}u;
  return ${shader.read(x, index)};
}`);
  return 'imageAt';
}

/** [places × taps] · [taps × filters]. */
export const conv2d: Lowering = (node, lowered) => {
  const [x, kernel] = node.inputs as [Value, Value];
  const [y] = node.outputs as [Value];
  const sizes = sizesOf(node.attributes as Convolution, x.shape, kernel.shape, y.shape);
  const { each, inner, conv } = sizes;
  const filters = kernel.shape[3]!;
  return productKernels(
    {
      name: 'conv2d',
      perTrial: y.perTrial,
      rows: { fixed: y.shape[0]! * y.shape[1]!, batched: true },
      columns: each,
      inner: { fixed: kernel.shape[0]! * kernel.shape[1]! * inner, batched: false },
      parts: conv.groups,
      a: (shader) => `${imageAt(shader, x, sizes)}(t, product, row, k)`,
      b: (shader) => shader.read(kernel, `k * ${filters}u + product * ${each}u + column`),
      aAlong: 'k',
      bAlong: 'column',
      write: (shader, number) => shader.write(y, `row * ${filters}u + product * ${each}u + column`, number),
    },
    lowered,
  );
};

/** [taps × places] · [places × filters]. */
export const conv2dKernelGradient: Lowering = (node, lowered) => {
  const [x, dy] = node.inputs as [Value, Value];
  const [gradient] = node.outputs as [Value];
  const { kernel, ...conv } = node.attributes as Convolution & { readonly kernel: Shape };
  const sizes = sizesOf(conv, x.shape, kernel, dy.shape);
  const { each, inner } = sizes;
  const filters = kernel[3]!;
  return productKernels(
    {
      name: 'conv2dKernelGradient',
      perTrial: gradient.perTrial,
      rows: { fixed: kernel[0]! * kernel[1]! * inner, batched: false },
      columns: each,
      inner: { fixed: dy.shape[0]! * dy.shape[1]!, batched: true },
      parts: conv.groups,
      a: (shader) => `${imageAt(shader, x, sizes)}(t, product, k, row)`,
      b: (shader) => shader.read(dy, `k * ${filters}u + product * ${each}u + column`),
      aAlong: 'row',
      bAlong: 'column',
      write: (shader, number) =>
        shader.write(gradient, `row * ${filters}u + product * ${each}u + column`, number),
    },
    lowered,
  );
};

/**
 * `outputAt(t, part, cell, k)`: the gradient that a cell of the image is given by way of a tap and a filter.
 */
function outputAt(shader: Shader, dy: Value, { conv, image, output, kernel, each }: Sizes): string {
  const [height, width] = image as [number, number];
  const [rows, columns, filters] = output as [number, number, number];
  const [down, across] = conv.strides;
  const index = `((e * ${rows}u + u32(y / ${down})) * ${columns}u + u32(x / ${across})) * ${filters}u + part * ${each}u + k % ${each}u`;
  shader.function(`fn outputAt(t: u32, part: u32, cell: u32, k: u32) -> f32 {
  let tap = k / ${each}u;
  let y = i32(cell / ${width}u % ${height}u) + ${conv.padding[0]} - i32(tap / ${kernel[1]}u) * ${conv.dilation[0]};
  let x = i32(cell % ${width}u) + ${conv.padding[2]} - i32(tap % ${kernel[1]}u) * ${conv.dilation[1]};
  if (y < 0 || x < 0 || y % ${down} != 0 || x % ${across} != 0) { return 0.0; }
  if (y / ${down} >= ${rows} || x / ${across} >= ${columns}) { return 0.0; }
  let e = cell / ${height * width}u;
  return ${shader.read(dy, index)};
}`);
  return 'outputAt';
}

/** [cells × taps and filters] · [taps and filters × channels]. */
export const conv2dInputGradient: Lowering = (node, lowered) => {
  const [kernel, dy] = node.inputs as [Value, Value];
  const [dx] = node.outputs as [Value];
  const { image, ...conv } = node.attributes as Convolution & { readonly image: Shape };
  const sizes = sizesOf(conv, image, kernel.shape, dy.shape);
  const { each, inner } = sizes;
  const [height, width, channels] = image as [number, number, number];
  const filters = kernel.shape[3]!;
  const weight = `(k / ${each}u * ${inner}u + column) * ${filters}u + product * ${each}u + k % ${each}u`;
  return productKernels(
    {
      name: 'conv2dInputGradient',
      perTrial: dx.perTrial,
      rows: { fixed: height * width, batched: true },
      columns: inner,
      inner: { fixed: kernel.shape[0]! * kernel.shape[1]! * each, batched: false },
      parts: conv.groups,
      a: (shader) => `${outputAt(shader, dy, sizes)}(t, product, row, k)`,
      b: (shader) => shader.read(kernel, weight),
      aAlong: 'k',
      bAlong: 'k',
      write: (shader, number) =>
        shader.write(dx, `row * ${channels}u + product * ${inner}u + column`, number),
    },
    lowered,
  );
};
