import { I32, name, op, section, sized, unsigned, V128, vector } from './code.ts';
import type { Loop } from './loop.ts';
import { FUNCTIONS, stepsCode } from './step-code.ts';

/**
 * A WebAssembly module with a function for each loop, called by its number. A function takes the address of
 * the output, of each input, and the count of each axis; memory is `env.memory`, functions of a number are
 * `kernels`. Pure.
 */
export function moduleOf(loops: readonly Loop[]): Uint8Array {
  const arity = (loop: Loop) => 1 + loop.strides.length + loop.own.length;
  const types = [
    [0x60, ...vector([[V128]]), ...vector([[V128]])],
    ...loops.map((loop) => [0x60, ...vector(new Array(arity(loop)).fill([I32])), 0]),
  ];
  const imports = [
    [...name('env'), ...name('memory'), 0x02, 0x00, ...unsigned(1)],
    ...FUNCTIONS.map((own) => [...name('kernels'), ...name(own), 0x00, 0]),
  ];
  const exports = loops.map((_, at) => [...name(String(at)), 0x00, ...unsigned(FUNCTIONS.length + at)]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(2, vector(imports)),
    ...section(3, vector(loops.map((_, at) => unsigned(at + 1)))),
    ...section(7, vector(exports)),
    ...section(10, vector(loops.map((loop) => sized(bodyOf(loop))))),
  ]);
}

/** Locals of a function: addresses and counts are the parameters, everything else comes behind them. */
class Locals {
  readonly first: number;
  #integers = 0;
  readonly #most: number;

  constructor(parameters: number, mostIntegers: number) {
    this.first = parameters;
    this.#most = mostIntegers;
  }

  integer(): number {
    return this.first + this.#integers++;
  }

  /** Vectors stand behind all integers. */
  vector(index: number): number {
    return this.first + this.#most + index;
  }
}

function bodyOf(loop: Loop): number[] {
  const operands = 1 + loop.strides.length;
  const axes = loop.own.length;
  // Addresses of each axis but the first, a counter each, and three for the innermost.
  const integers = operands * (axes - 1) + axes + 3;
  const vectors = loop.steps.length + loop.strides.length;
  const locals = new Locals(operands + axes, integers);
  const addresses = [...new Array(operands).keys()];
  return [
    ...vector([
      [...unsigned(integers), I32],
      [...unsigned(vectors), V128],
    ]),
    ...axisCode(loop, 0, addresses, locals),
    0x0b,
  ];
}

/** The loop along an axis and those within it; `addresses`: locals of the operands, the output first. */
function axisCode(loop: Loop, axis: number, addresses: readonly number[], locals: Locals): number[] {
  const count = addresses.length === 0 ? 0 : 1 + loop.strides.length + axis;
  if (axis === loop.own.length - 1) return innermost(loop, addresses, count, locals);
  const left = locals.integer();
  const within = addresses.map(() => locals.integer());
  const strides = [loop.own, ...loop.strides].map((own) => own[axis]!);
  return [
    ...[...op.get(count), ...op.set(left)],
    ...op.until(
      [...op.get(left), ...op.eqz],
      [
        ...addresses.flatMap((from, k) => [...op.get(from), ...op.set(within[k]!)]),
        ...axisCode(loop, axis + 1, within, locals),
        ...addresses.flatMap((own, k) => moved(own, strides[k]! * 4)),
        ...moved(left, -1),
      ],
    ),
  ];
}

const moved = (local: number, by: number): number[] =>
  by === 0 ? [] : [...op.get(local), ...op.i32(by), ...op.add, ...op.set(local)];

/** Four numbers at a time, then one at a time, by the same arithmetic. */
function innermost(loop: Loop, addresses: readonly number[], count: number, locals: Locals): number[] {
  const [at, whole, end] = [locals.integer(), locals.integer(), locals.integer()];
  const [output, ...inputs] = addresses as [number, ...number[]];
  const repeated = (input: number) => loop.strides[input]!.at(-1) === 0;
  const splat = (input: number) => locals.vector(loop.steps.length + input);
  const place = (address: number) => [...op.get(address), ...op.get(at), ...op.add];
  const pass = (limit: number, by: number, load: readonly number[], store: readonly number[]) => {
    const read = (input: number) =>
      repeated(input) ? op.get(splat(input)) : [...place(inputs[input]!), ...load];
    return op.until(
      [...op.get(at), ...op.get(limit), ...op.atLeast],
      [...place(output), ...stepsCode(loop, read, (step) => locals.vector(step)), ...store, ...moved(at, by)],
    );
  };
  return [
    ...inputs.flatMap((address, input) =>
      repeated(input) ? [...op.get(address), ...op.loadSplat, ...op.set(splat(input))] : [],
    ),
    ...[...op.get(count), ...op.i32(2), ...op.shl, ...op.set(end)],
    ...[...op.get(end), ...op.i32(-16), ...op.and, ...op.set(whole)],
    ...[...op.i32(0), ...op.set(at)],
    ...pass(whole, 16, op.load, op.store),
    ...pass(end, 4, op.loadFirst, op.storeFirst),
  ];
}
