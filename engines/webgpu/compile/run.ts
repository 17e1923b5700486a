/** What a run tells every kernel, in WGSL and in memory: binding 0. */
import { MOST_COEFFICIENTS } from '../../optimizers/program.ts';

/** Bytes: n, whether x is bytes, 1 / n, what decayed weights are multiplied by, the optimizer's numbers. */
export const RUN_BYTES = 4 * (4 + MOST_COEFFICIENTS);

export const RUN_WGSL = `struct Run {
  n: u32,
  bytes: u32,
  share: f32,
  keep: f32,
  coefficients: array<vec4f, ${MOST_COEFFICIENTS / 4}>,
}
@group(0) @binding(0) var<uniform> run: Run;
`;

export interface Run {
  readonly examples: number;
  /** Whether the values of x are bytes; floats otherwise. */
  readonly bytes: boolean;
  readonly keep?: number;
  readonly coefficients?: readonly number[];
}

/** Writes a run into memory that is a multiple of four bytes in. */
export function writeRun(to: ArrayBuffer, at: number, { examples, bytes, keep = 1, coefficients = [] }: Run) {
  const words = new Uint32Array(to, at, 2);
  words[0] = examples;
  words[1] = bytes ? 1 : 0;
  const floats = new Float32Array(to, at + 8, 2 + MOST_COEFFICIENTS);
  floats[0] = 1 / examples;
  floats[1] = keep;
  floats.set(coefficients, 2);
}
