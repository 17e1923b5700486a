import { beforeAll, describe, it } from 'vitest';
import type { Node, Value } from '../../ir/form.ts';
import type { Given } from '../../ir/interpreter.ts';
import { dimsOf } from '../../ir/interpreter.ts';
import { type InputAttributes, type ParameterAttributes, SHARE } from '../../ir/leaves.ts';
import { describeOperations } from '../../ir/operations.contract.ts';
import { type Addon, loadAddon } from '../addon.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { findAddon } from '../location.ts';
import { type Feed, GraphSession } from '../session.ts';
import { graphShape, Lowering } from './lowering.ts';
import { RULES } from './rules.ts';

const leafName = ({ operation, attributes }: Node): string | undefined => {
  if (operation.name === 'parameter') return `parameter${(attributes as ParameterAttributes).index}`;
  return operation.name === 'input' ? (attributes as InputAttributes).name : undefined;
};

/** Values in a graph of their own, run once. */
function runOnce(addon: Addon, values: readonly Value[], given: Given): ArrayLike<number>[] {
  const graph = new GraphBuilder();
  const feeds: Record<string, Feed> = {};
  const leaf = (node: Node) => {
    const name = leafName(node);
    if (name === undefined) return undefined;
    const [value] = node.outputs;
    const { index } = node.attributes as ParameterAttributes;
    const numbers = name === SHARE ? [1 / given.examples] : (given.inputs[name] ?? given.parameters[index]!);
    feeds[name] = { shape: dimsOf(value!, given.examples), values: Float32Array.from(numbers) };
    return graph.placeholder(name, graphShape(value!));
  };
  const outs = new Lowering(graph, RULES, leaf).outs(values);
  const session = new GraphSession(addon, graph.nodes, (message) => new Error(message));
  try {
    return session.run(feeds, outs);
  } finally {
    session.close();
  }
}

if (findAddon('tfjs-node') === undefined) {
  describe('operations of tfjs-node', () => {
    it.skip('is not installed: `fanout setup native` installs it', () => {});
  });
} else {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  let addon: Addon;
  beforeAll(() => {
    addon = loadAddon('tfjs-node');
  });
  describeOperations('tfjs-node', () => (values, given) => runOnce(addon, values, given));
}
