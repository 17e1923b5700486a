/** Writes WebAssembly's binary format: just what generated loops are made of. */

/** An unsigned number of any length (LEB128). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}

/** A signed 32-bit number. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 127;
    rest >>= 7;
    const last = (rest === 0 && (low & 64) === 0) || (rest === -1 && (low & 64) !== 0);
    bytes.push(last ? low : low + 128);
    if (last) return bytes;
  }
}

export const vector = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];

export const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];

export const name = (text: string): number[] => sized([...Buffer.from(text)]);

export const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];

export const I32 = 0x7f;
export const V128 = 0x7b;

const simd = (opcode: number, ...rest: number[]): number[] => [0xfd, ...unsigned(opcode), ...rest];

/** Instructions by their names in WebAssembly's text format. */
export const op = {
  get: (local: number) => [0x20, ...unsigned(local)],
  set: (local: number) => [0x21, ...unsigned(local)],
  call: (index: number) => [0x10, ...unsigned(index)],
  i32: (value: number) => [0x41, ...signed(value)],
  add: [0x6a],
  and: [0x71],
  shl: [0x74],
  eqz: [0x45],
  /** Unsigned: at least. */
  atLeast: [0x4f],
  /** `body` again and again, until `done` (a number on the stack) is not 0. */
  until: (done: readonly number[], body: readonly number[]) => [
    ...[0x02, 0x40, 0x03, 0x40],
    ...[...done, 0x0d, 1],
    ...body,
    ...[0x0c, 0, 0x0b, 0x0b],
  ],
  load: simd(0x00, 2, 0),
  loadSplat: simd(0x09, 2, 0),
  loadFirst: simd(0x5c, 2, 0),
  store: simd(0x0b, 2, 0),
  storeFirst: simd(0x5a, 2, 0, 0),
  constant: (value: number) => {
    const bytes = [...new Uint8Array(Float32Array.of(value).buffer)];
    return simd(0x0c, ...bytes, ...bytes, ...bytes, ...bytes);
  },
  fLess: simd(0x43),
  fMore: simd(0x44),
  vAnd: simd(0x4e),
  fAbs: simd(0xe0),
  fSqrt: simd(0xe3),
  fAdd: simd(0xe4),
  fSubtract: simd(0xe5),
  fMultiply: simd(0xe6),
  fDivide: simd(0xe7),
  fMin: simd(0xe8),
  fMax: simd(0xe9),
  /** The second where it is larger than the first; the first where that is no number. */
  fLarger: simd(0xeb),
} as const;
