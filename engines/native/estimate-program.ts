import { beyondChain } from '../chain.ts';
import type { Program } from '../engine.ts';
import { formProgram } from '../ir/program/build.ts';
import { estimateNativeBytes } from './estimate.ts';
import { estimateFormBytes } from './ir/estimate.ts';

/** Upper bound of the bytes that a pack takes, where `together` of its trials share tensors. Pure. */
export const estimateProgramBytes = (program: Program, trials: number, together: number): number =>
  beyondChain(program).length === 0
    ? estimateNativeBytes(program, trials, together)
    : estimateFormBytes(program, formProgram(program), trials);
