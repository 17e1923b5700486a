import type { Value } from '../../ir/form.ts';
import { type Convolution, windowOf } from '../../ir/operations/conv2d.ts';
import { type Pair, reach } from '../../ir/window.ts';
import type { GraphBuilder, Out } from '../graph/builder.ts';
import { float, int32 } from '../graph/operation.ts';
import { dilated, undilated } from './dilation.ts';
import type { Place, Rule } from './lowering.ts';
import { windowAttributes } from './windows.ts';

type Shape4 = readonly [number, number, number, number];

/** A convolution as TensorFlow's operations are told of it. */
interface Told {
  readonly graph: GraphBuilder;
  readonly attributes: ReturnType<typeof windowAttributes>;
  /** Of the kernel, with the gaps that dilation makes. */
  readonly kernel: Shape4;
  readonly groups: number;
  /** Each channel is a group: TensorFlow has operations of its own for that. */
  readonly depthwise: boolean;
}

function told({ graph, node }: Place, image: Value['shape'], kernel: Value['shape']): Told {
  const attributes = node.attributes as Convolution;
  const window = windowOf(attributes, kernel);
  const dense = { ...window, size: reach(window), dilation: [1, 1] } as const;
  const [rows, columns] = dense.strides;
  return {
    graph,
    attributes: windowAttributes(dense, image as unknown as Pair),
    kernel: [...dense.size, kernel[2]!, kernel[3]!],
    groups: attributes.groups,
    depthwise: attributes.groups > 1 && attributes.groups === image[2] && rows === columns,
  };
}

/** The kernel of a depthwise convolution, [rows, columns, channels, kernels of each]. */
const depthwiseShape = ({ kernel: [rows, columns, , filters], groups }: Told): Shape4 => [
  rows,
  columns,
  groups,
  filters / groups,
];

/** The same for each group, whose parts are cut out of the tensors along their last axes. */
function eachGroup({ graph, groups }: Told, inputs: readonly Out[], lay: (...parts: Out[]) => Out): Out {
  if (groups === 1) return lay(...inputs);
  const parts = inputs.map((input) => graph.split(input, groups, 3));
  const results = Array.from({ length: groups }, (_, group) => lay(...parts.map((part) => part[group]!)));
  return graph.concat(results, 3);
}

export const convRule: Rule = (place) => {
  const { graph, node, inputs } = place;
  const [image, kernel] = node.inputs as [Value, Value];
  const conv = told(place, image.shape, kernel.shape);
  const filter = dilated(graph, inputs[1]!, kernel.shape, (node.attributes as Convolution).dilation);
  if (conv.depthwise) {
    const own = graph.reshape(filter, depthwiseShape(conv));
    return [graph.op('DepthwiseConv2dNative', [inputs[0]!, own], conv.attributes)];
  }
  return [
    eachGroup(conv, [inputs[0]!, filter], (x, part) => graph.op('Conv2D', [x!, part!], conv.attributes)),
  ];
};

export const convInputGradientRule: Rule = (place) => {
  const { graph, node, inputs } = place;
  const [kernel] = node.inputs as [Value];
  const { image } = node.attributes as { readonly image: Value['shape'] };
  const conv = told(place, image, kernel.shape);
  const filter = dilated(graph, inputs[0]!, kernel.shape, (node.attributes as Convolution).dilation);
  const shapeOf = (channels: number) => sizesOf(graph, inputs[1]!, [image[0]!, image[1]!, channels]);
  if (conv.depthwise) {
    const own = graph.reshape(filter, depthwiseShape(conv));
    const sizes = shapeOf(image[2]!);
    return [graph.op('DepthwiseConv2dNativeBackpropInput', [sizes, own, inputs[1]!], conv.attributes)];
  }
  const sizes = shapeOf(image[2]! / conv.groups);
  return [
    eachGroup(conv, [filter, inputs[1]!], (part, dy) =>
      graph.op('Conv2DBackpropInput', [sizes, part!, dy!], conv.attributes),
    ),
  ];
};

export const convKernelGradientRule: Rule = (place) => {
  const { graph, node, inputs } = place;
  const [image] = node.inputs as [Value];
  const { kernel, dilation } = node.attributes as Convolution & { readonly kernel: Value['shape'] };
  const conv = told(place, image.shape, kernel);
  const back = (whole: Out) => [undilated(graph, whole, kernel, dilation)];
  if (conv.depthwise) {
    const sizes = graph.ints(depthwiseShape(conv));
    const own = graph.op(
      'DepthwiseConv2dNativeBackpropFilter',
      [inputs[0]!, sizes, inputs[1]!],
      conv.attributes,
    );
    return back(graph.reshape(own, conv.kernel));
  }
  const [rows, columns, inner, filters] = conv.kernel;
  const sizes = graph.ints([rows, columns, inner, filters / conv.groups]);
  const whole = eachGroup(conv, inputs, (x, dy) =>
    graph.op('Conv2DBackpropFilter', [x!, sizes, dy!], conv.attributes),
  );
  return back(whole);
};

/** The dimensions of images, as many as another tensor has examples. */
function sizesOf(graph: GraphBuilder, like: Out, image: readonly number[]): Out {
  const shape = graph.op('Shape', [like], { T: float, out_type: int32 });
  const one = { T: int32, Index: int32 } as const;
  const examples = graph.op('Slice', [shape, graph.ints([0]), graph.ints([1])], one);
  const attributes = { T: int32, N: { int: 2 }, Tidx: int32 };
  return graph.op('ConcatV2', [examples, graph.ints(image), graph.constant([0], [], 'int32')], attributes);
}
