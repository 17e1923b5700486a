import type { Kernels } from '../kernels.ts';
import type { Buffer } from './buffer.ts';
import type { Loop } from './elementwise/loop.ts';

/** What an instruction is bound to: the kernels, and places in their memory. */
export interface Bound {
  readonly kernels: Kernels;
  /** The address of a buffer. */
  at(buffer: Buffer): number;
  /** The generated kernel of a loop. */
  loop(loop: Loop): (...pointersAndCounts: number[]) => void;
}

/** One call of a kernel, or a few that belong together. */
export interface Instruction {
  /** For a profile. */
  readonly name: string;
  readonly reads: readonly Buffer[];
  readonly writes: readonly Buffer[];
  /** Wanted only while the instruction runs. */
  readonly scratch?: readonly Buffer[];
  /** What it reads number by number before it writes that number: its result may take that place. */
  readonly overwrites?: readonly Buffer[];
  /** The generated kernel that it runs. */
  readonly loop?: Loop;
  /** Runs for every trial; otherwise once for the pack. */
  readonly perTrial: boolean;
  /** The work on n examples, with every address filled in. */
  bind(bound: Bound): (n: number) => void;
}
