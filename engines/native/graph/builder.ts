import type { Attribute, Node, Type } from './graph-def.ts';

/** An output of an operation, by its name. */
export type Out = string;

const float: Attribute = { type: 'float' };

/**
 * Puts a graph together, operation by operation. Names are given in the order of the calls, so the same calls
 * make the same graph.
 */
export class GraphBuilder {
  readonly nodes: Node[] = [];

  /**
   * Adds an operation and returns its first output; the others are "name:1" and so on. `after`: what must
   * have happened before.
   */
  op(
    op: string,
    inputs: readonly Out[],
    attributes: Readonly<Record<string, Attribute>> = { T: float },
    { name, after = [] }: { readonly name?: string; readonly after?: readonly Out[] } = {},
  ): Out {
    const unique = name ?? `${op}_${this.nodes.length}`;
    const control = after.map((each) => `^${each.split(':')[0]}`);
    this.nodes.push({ name: unique, op, inputs: [...inputs, ...control], attributes });
    return unique;
  }

  /** A tensor of these values; without a shape a scalar. */
  constant(values: readonly number[], shape: readonly number[] = [], type: 'float' | 'int32' = 'float'): Out {
    return this.op('Const', [], { dtype: { type }, value: { tensor: { type, shape, values } } });
  }

  /** A list of whole numbers: a shape, axes. */
  ints(values: readonly number[]): Out {
    return this.constant(values, [values.length], 'int32');
  }

  /** What a run of the graph is given under this name. */
  placeholder(name: string, shape: readonly number[], type: Type = 'float'): Out {
    return this.op('Placeholder', [], { dtype: { type }, shape: { shape } }, { name });
  }

  reshape(x: Out, shape: readonly number[]): Out {
    return this.op('Reshape', [x, this.ints(shape)], { T: float, Tshape: { type: 'int32' } });
  }

  /** The parts of a tensor that is cut along an axis into equal ones. */
  split(x: Out, parts: number, axis: number): Out[] {
    const attributes = { T: float, num_split: { int: parts } };
    const first = this.op('Split', [this.constant([axis], [], 'int32'), x], attributes);
    return Array.from({ length: parts }, (_, part) => (part === 0 ? first : `${first}:${part}`));
  }

  concat(parts: readonly Out[], axis: number): Out {
    if (parts.length === 1) return parts[0]!;
    const attributes = { T: float, N: { int: parts.length }, Tidx: { type: 'int32' } as const };
    return this.op('ConcatV2', [...parts, this.constant([axis], [], 'int32')], attributes);
  }

  /** Sums or means over axes. */
  reduce(op: 'Sum' | 'Mean', x: Out, axes: readonly number[], keep = false): Out {
    const attributes = { T: float, Tidx: { type: 'int32' } as const, keep_dims: { bool: keep } };
    return this.op(op, [x, this.ints(axes)], attributes);
  }

  transpose(x: Out, order: readonly number[]): Out {
    return this.op('Transpose', [x, this.ints(order)], { T: float, Tperm: { type: 'int32' } });
  }
}

/** A variable: where its values live between runs of the graph. Fetch `<name>/read` for its values. */
export interface Variable {
  readonly handle: Out;
  readonly name: string;
  readonly shape: readonly number[];
  /** The operation that gives it its first values: zeros, or what is fed as `<name>/first`. */
  readonly initialize: Out;
}

/** A variable's first values: what the first run is fed, or zeros. */
export type First = 'fed' | 'zeros';

/** Declares a variable. */
export function variable(
  graph: GraphBuilder,
  name: string,
  shape: readonly number[],
  first: First,
): Variable {
  const attributes = { dtype: float, shape: { shape }, shared_name: { string: name } };
  const handle = graph.op('VarHandleOp', [], attributes, { name });
  const value =
    first === 'fed'
      ? graph.placeholder(firstOf(name), shape)
      : graph.op('Fill', [graph.ints(shape), graph.constant([0])], {
          T: float,
          index_type: { type: 'int32' },
        });
  const initialize = graph.op('AssignVariableOp', [handle, value], { dtype: float });
  graph.op('ReadVariableOp', [handle], { dtype: float }, { name: readOf(name) });
  return { handle, name, shape, initialize };
}

/** What a variable's first values are fed as, and its values are fetched as. */
export const firstOf = (name: string): string => `${name}/first`;
export const readOf = (name: string): string => `${name}/read`;

/** A variable's values as they stand when everything in `after` has happened. */
export const read = (graph: GraphBuilder, { handle }: Variable, after: readonly Out[]): Out =>
  graph.op('ReadVariableOp', [handle], { dtype: float }, { after });
