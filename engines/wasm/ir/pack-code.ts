import { countIn } from '../../ir/lowering/count.ts';
import type { Kernels } from '../kernels.ts';
import type { Buffer } from './buffer.ts';
import type { Code } from './compile.ts';
import { generate } from './generated.ts';
import type { Instruction } from './instruction.ts';
import { addressesIn, type PackLayout } from './layout.ts';

/** Where some numbers of a trial stand. */
export interface Result {
  readonly at: number;
  /** How many in a run with n examples. */
  count(n: number): number;
}

/** A code bound to a pack's memory: what is done once, and what for each trial. */
export interface PackCode {
  readonly shared: readonly ((n: number) => void)[];
  readonly trials: readonly (readonly ((n: number) => void)[])[];
  /** trials × results. */
  readonly results: readonly (readonly Result[])[];
}

/** Binds codes to memory that begins at `base`; the loops of all of them are one module. */
export function bindCodes(
  codes: readonly Code[],
  layout: PackLayout,
  base: number,
  runtime: { readonly kernels: Kernels; readonly memory: unknown },
): PackCode[] {
  const { kernels, memory } = runtime;
  const loop = generate(
    codes.flatMap(({ instructions }) => instructions),
    kernels,
    memory,
  );
  return codes.map(({ instructions, results }, code) => {
    const bind = (trial: number, wanted: (instruction: Instruction) => boolean) => {
      const at = addressesIn(layout, { base, code, trial });
      return instructions.filter(wanted).map((instruction) => instruction.bind({ kernels, at, loop }));
    };
    const trials = [...layout.parameters.keys()];
    const resultsOf = (trial: number) => {
      const at = addressesIn(layout, { base, code, trial });
      return results.map((buffer: Buffer) => ({
        at: at(buffer),
        count: (n: number) => countIn(buffer.count, n),
      }));
    };
    return {
      shared: bind(0, ({ perTrial }) => !perTrial),
      trials: trials.map((trial) => bind(trial, ({ perTrial }) => perTrial)),
      results: trials.map(resultsOf),
    };
  });
}
