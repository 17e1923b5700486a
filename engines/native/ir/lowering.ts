import type { Node, Value } from '../../ir/form.ts';
import { dimsOf } from '../../ir/interpreter.ts';
import { nodesOf } from '../../ir/order.ts';
import type { GraphBuilder, Out } from '../graph/builder.ts';

/** What an operation is laid out with. */
export interface Place {
  readonly graph: GraphBuilder;
  readonly node: Node;
  /** The inputs as they stand in the graph. */
  readonly inputs: readonly Out[];
}

/** Lays an operation out: its outputs in the graph. */
export type Rule = (place: Place) => readonly Out[];

/** A value's dimensions in a graph; −1: any number of examples. Pure. */
export const graphShape = (value: Pick<Value, 'shape' | 'batched'>): number[] => dimsOf(value, -1);

/** The number of an example's axis in the graph, where the examples stand in front of it. Pure. */
export const graphAxis = ({ batched }: Pick<Value, 'batched'>, axis: number): number =>
  batched ? axis + 1 : axis;

/** Lays values out in a graph, each node once. */
export class Lowering {
  readonly #graph: GraphBuilder;
  readonly #rules: Readonly<Record<string, Rule>>;
  readonly #leaf: (node: Node) => Out | undefined;
  readonly #shared: Map<Node, readonly Out[]>;
  readonly #own = new Map<Node, readonly Out[]>();

  /**
   * `leaf`: where an input or parameter stands. `shared`: what has been laid out already for all trials, and
   * is added to.
   */
  constructor(
    graph: GraphBuilder,
    rules: Readonly<Record<string, Rule>>,
    leaf: (node: Node) => Out | undefined,
    shared = new Map<Node, readonly Out[]>(),
  ) {
    this.#graph = graph;
    this.#rules = rules;
    this.#leaf = leaf;
    this.#shared = shared;
  }

  outs(values: readonly Value[]): Out[] {
    for (const node of nodesOf(values)) {
      const known = node.outputs[0]!.perTrial ? this.#own : this.#shared;
      if (!known.has(node)) known.set(node, this.#lay(node));
    }
    return values.map((value) => this.#find(value));
  }

  #find({ node, output }: Value): Out {
    return (this.#own.get(node) ?? this.#shared.get(node))![output]!;
  }

  #lay(node: Node): readonly Out[] {
    const leaf = this.#leaf(node);
    if (leaf !== undefined) return [leaf];
    const inputs = node.inputs.map((input) => this.#find(input));
    return this.#rules[node.operation.name]!({ graph: this.#graph, node, inputs });
  }
}
