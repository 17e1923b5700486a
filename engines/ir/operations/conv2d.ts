import { type Shape, volume } from '../../layers/shape.ts';
import { apply, misused, type Operation, type Value } from '../form.ts';
import { eachCell, type Pair, type Window, windowsIn } from '../window.ts';

/** A convolution: its windows (`size` is the kernel's), and how many groups of channels stand apart. */
export type Convolution = Omit<Window, 'size'> & { readonly groups: number };

type GradientOfInput = Convolution & { readonly image: Shape };
type GradientOfKernel = Convolution & { readonly kernel: Shape };

/**
 * A convolution of images [height, width, channels] with a kernel [rows, columns, channels / groups,
 * filters]. Group g reads the g-th part of the channels, and makes the g-th part of the filters.
 */
export const conv2dOperation: Operation<Convolution> = {
  name: 'conv2d',
  types(attributes, [x, kernel]) {
    const [height, width, channels] = x!.shape as [number, number, number];
    const [, , inner, filters] = kernel!.shape as [number, number, number, number];
    const { groups } = attributes;
    const [rows, columns] = windowsIn(windowOf(attributes, kernel!.shape), [height, width]);
    if (inner * groups !== channels || filters % groups !== 0 || rows < 1 || columns < 1)
      throw misused(
        'conv2d',
        `[${x!.shape}] and a kernel [${kernel!.shape}] in ${groups} groups do not meet`,
      );
    return [{ shape: [rows, columns, filters], batched: true }];
  },
  exact(attributes, [x, kernel], [dims]) {
    const y = new Float64Array(volume(dims!));
    const sizes = { image: x!.dims, kernel: kernel!.dims, output: dims! };
    eachProduct(attributes, sizes, (image, weight, output) => {
      y[output]! += x!.data[image]! * kernel!.data[weight]!;
    });
    return [y];
  },
  gradient({ attributes, inputs: [x, kernel] }, [dy]) {
    return [
      apply(conv2dInputGradientOperation, { ...attributes, image: x!.shape }, [kernel!, dy!])[0]!,
      apply(conv2dKernelGradientOperation, { ...attributes, kernel: kernel!.shape }, [x!, dy!])[0]!,
    ];
  },
};

/** From a kernel and the gradient of a convolution's output to that of its images. */
export const conv2dInputGradientOperation: Operation<GradientOfInput> = {
  name: 'conv2dInputGradient',
  types: ({ image }) => [{ shape: image, batched: true }],
  exact(attributes, [kernel, dy], [dims]) {
    const dx = new Float64Array(volume(dims!));
    const sizes = { image: dims!, kernel: kernel!.dims, output: dy!.dims };
    eachProduct(attributes, sizes, (image, weight, output) => {
      dx[image]! += kernel!.data[weight]! * dy!.data[output]!;
    });
    return [dx];
  },
};

/** From the images and the gradient of a convolution's output to that of its kernel. */
export const conv2dKernelGradientOperation: Operation<GradientOfKernel> = {
  name: 'conv2dKernelGradient',
  types: ({ kernel }) => [{ shape: kernel, batched: false }],
  exact(attributes, [x, dy], [dims]) {
    const gradient = new Float64Array(volume(dims!));
    const sizes = { image: x!.dims, kernel: dims!, output: dy!.dims };
    eachProduct(attributes, sizes, (image, weight, output) => {
      gradient[weight]! += x!.data[image]! * dy!.data[output]!;
    });
    return [gradient];
  },
};

export const conv2d = (x: Value, kernel: Value, attributes: Convolution): Value =>
  apply(conv2dOperation, attributes, [x, kernel])[0]!;

/** The windows of a convolution with a kernel of this shape. Pure. */
export function windowOf({ strides, dilation, padding }: Convolution, kernel: Shape): Window {
  return { size: [kernel[0]!, kernel[1]!], strides, dilation, padding };
}

interface Sizes {
  readonly image: Shape;
  readonly kernel: Shape;
  readonly output: Shape;
}

/**
 * Calls `visit` with the places of an image's value, a weight, and the output that their product is part of.
 */
function eachProduct(
  attributes: Convolution,
  { image, kernel, output }: Sizes,
  visit: (image: number, weight: number, output: number) => void,
): void {
  const [examples, height, width, channels] = image as [number, number, number, number];
  const [, , inner, filters] = kernel as [number, number, number, number];
  const outputs = volume(output.slice(1)) / filters;
  const each = filters / attributes.groups;
  const area: Pair = [height, width];
  for (let example = 0; example < examples; example++)
    eachCell(windowOf(attributes, kernel), area, (place, cell, tap) => {
      for (let filter = 0; filter < filters; filter++) {
        const first = Math.floor(filter / each) * inner;
        const out = (example * outputs + place) * filters + filter;
        for (let channel = 0; channel < inner; channel++)
          visit(
            (example * height * width + cell) * channels + first + channel,
            (tap * inner + channel) * filters + filter,
            out,
          );
      }
    });
}
