import { describeOperations } from '../../ir/operations.contract.ts';
import { loadKernels } from '../kernels.ts';
import { bestSimd } from '../simd.ts';
import { compute, WasmMemory } from './compute.samples.ts';

const memory = new WasmMemory({ initial: 64 });
const plain = await loadKernels(memory, 'plain');

describeOperations('wasm, plain SIMD', () => (values, given) => compute(values, given, plain, memory));
if (bestSimd() === 'relaxed') {
  const relaxed = await loadKernels(memory, 'relaxed');
  describeOperations('wasm, relaxed SIMD', () => (values, given) => compute(values, given, relaxed, memory));
}
