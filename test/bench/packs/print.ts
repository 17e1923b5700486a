import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { BACKENDS } from '../../../engines/engine.ts';
import { asFanoutError } from '../../../proto/errors.ts';
import { benchPacks } from './packs.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Measures packs of a backend, and prints the table; why, and exit status 2, where it cannot be used. */
export async function printPacks(
  name: string,
  options: { readonly packs: string; readonly seconds: string; readonly peers: string },
): Promise<void> {
  const backend = BACKENDS.find((each) => each === name);
  if (backend === undefined) throw new Error(`--backend: one of ${BACKENDS.join(', ')}, found ${name}`);
  const machine = `${cpus()[0]!.model}, ${availableParallelism()} cores, Node ${process.version}`;
  console.log(`${new Date().toISOString().slice(0, 10)}, ${machine}\n`);
  try {
    const lines = await benchPacks({
      backend,
      packs: options.packs.split(',').map(Number),
      seconds: Number(options.seconds),
      peers: options.peers.split(',').filter(Boolean),
      scripts: here('./peers'),
      mnist: here('../../../datasets/mnist'),
    });
    console.log(lines.join('\n'));
  } catch (thrown) {
    const { code, message, hint } = asFanoutError(thrown);
    if (code !== 'BACKEND_UNAVAILABLE') throw thrown;
    console.error(`${message}\n→ ${hint}`);
    process.exitCode = 2;
  }
}
