import { type Count, countIn } from '../../ir/lowering/count.ts';
import { groupsFor, type Kernel, THREADS } from '../compile/kernel.ts';
import type { Shader } from '../compile/shader.ts';
import { countText } from './lowering.ts';

/** A kernel with a thread for each number of the result; in scope is its index `i`. */
export function eachNumber(
  shader: Shader,
  {
    name,
    count,
    perTrial,
    statements,
    module = '',
  }: {
    readonly name: string;
    readonly count: Count;
    readonly perTrial: boolean;
    readonly statements: string;
    readonly module?: string;
  },
): Kernel {
  return shader.kernel({
    name,
    threads: [THREADS, 1, 1],
    groups: (n) => groupsFor(countIn(count, n)),
    perTrial,
    module,
    main: `let i = (group.y * groups.x + group.x) * ${THREADS}u + lane;
if (i >= ${countText(count)}) { return; }
${statements}`,
  });
}
