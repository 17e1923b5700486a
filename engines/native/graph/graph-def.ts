import { bytes, message, single, whole } from './protobuf.ts';

/** TensorFlow's numbers for the types of values that are used. */
export const TYPES = { float: 1, int32: 3, bool: 10 } as const;
export type Type = keyof typeof TYPES;

/** A constant: its values in row-major order. */
export interface Constant {
  readonly type: 'float' | 'int32';
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** An attribute of an operation. */
export type Attribute =
  | { readonly type: Type }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  /** −1: any length. */
  | { readonly shape: readonly number[] }
  | { readonly tensor: Constant };

/**
 * One operation of a graph. `inputs` are outputs of others, "name" or "name:1", then what must have happened,
 * "^name".
 */
export interface Node {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** What a saved model is loaded by. */
export const TAG = 'fanout';

/** The version of the format that nodes are written in; TensorFlow reads all that are older than itself. */
const PRODUCER = 1000;

/**
 * The bytes of a `saved_model.pb` with this graph, no variables and no signatures
 * (tensorflow/core/protobuf/saved_model.proto). Pure.
 */
export function savedModel(nodes: readonly Node[]): Buffer {
  const graph = [...nodes.map((node) => message(1, nodeFields(node))), message(4, [whole(1, PRODUCER)])];
  const metaGraph = [message(1, [bytes(4, TAG)]), message(2, graph)];
  return Buffer.concat([whole(1, 1), message(2, metaGraph)]);
}

function nodeFields({ name, op, inputs, attributes }: Node): Uint8Array[] {
  return [
    bytes(1, name),
    bytes(2, op),
    ...inputs.map((input) => bytes(3, input)),
    ...Object.entries(attributes).map(([key, value]) =>
      message(5, [bytes(1, key), message(2, [attributeField(value)])]),
    ),
  ];
}

function attributeField(value: Attribute): Uint8Array {
  if ('type' in value) return whole(6, TYPES[value.type]);
  if ('int' in value) return whole(3, value.int);
  if ('ints' in value)
    return message(
      1,
      value.ints.map((each) => whole(3, each)),
    );
  if ('float' in value) return single(4, value.float);
  if ('bool' in value) return whole(5, value.bool ? 1 : 0);
  if ('string' in value) return bytes(2, value.string);
  if ('shape' in value) return message(7, dimensions(value.shape));
  const { type, shape, values } = value.tensor;
  const content = type === 'float' ? Float32Array.from(values) : Int32Array.from(values);
  return message(8, [
    whole(1, TYPES[type]),
    message(2, dimensions(shape)),
    bytes(4, new Uint8Array(content.buffer)),
  ]);
}

const dimensions = (shape: readonly number[]) => shape.map((size) => message(2, [whole(1, size)]));
