import { countOf } from '../../ir/lowering/count.ts';
import { type Chain, chainFunction } from '../compile/chain.ts';
import type { Kernel } from '../compile/kernel.ts';
import type { Shader } from '../compile/shader.ts';
import { eachNumber } from './each-number.ts';

/** The kernel of a chain that no other kernel takes along. */
export function elementwise(chain: Chain, shader: Shader): Kernel {
  const { output, steps } = chain;
  shader.function(chainFunction(chain, 'chain', shader));
  const kinds = steps.flatMap((step) => ('operation' in step ? [step.operation] : []));
  return eachNumber(shader, {
    name: `chain ${kinds.join(' ')}`,
    count: countOf(output),
    perTrial: output.perTrial,
    statements: shader.write(output, 'i', 'chain(t, i)'),
  });
}
