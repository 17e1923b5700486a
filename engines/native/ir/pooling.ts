import type { Pooling } from '../../ir/operations/pool2d.ts';
import type { Pair } from '../../ir/window.ts';
import { float, int32 } from '../graph/operation.ts';
import type { Place, Rule } from './lowering.ts';
import { windowAttributes } from './windows.ts';

const attributesOf = ({ node }: Place) => {
  const window = node.attributes as Pooling;
  const ksize = { ints: [1, ...window.size, 1] };
  return { ...windowAttributes(window, node.inputs[0]!.shape as unknown as Pair), ksize };
};

const kindOf = ({ node }: Place) => (node.attributes as Pooling).kind;

export const poolRule: Rule = (place) => [
  place.graph.op(kindOf(place) === 'max' ? 'MaxPool' : 'AvgPool', place.inputs, attributesOf(place)),
];

export const poolGradientRule: Rule = (place) => {
  const { graph, inputs } = place;
  if (kindOf(place) === 'max') return [graph.op('MaxPoolGrad', inputs, attributesOf(place))];
  const [x, , dy] = inputs;
  const shape = graph.op('Shape', [x!], { T: float, out_type: int32 });
  return [graph.op('AvgPoolGrad', [shape, dy!], attributesOf(place))];
};
