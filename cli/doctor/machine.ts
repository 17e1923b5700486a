import { availableParallelism, totalmem } from 'node:os';
import { shownBytes } from '../../datasets/byte-size.ts';
import { type Check, note, ok, problem } from './check.ts';

/** What package.json's `engines` says. */
const NODE_LEAST = [20, 20] as const;
const NODE_BELOW = 23;

/** A worker with the largest pack of the shipped studies stays below this. */
const BYTES_PER_WORKER = 512 * 1024 ** 2;

/** Whether this Node.js will do. Pure. */
export function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > NODE_LEAST[0] || (major === NODE_LEAST[0] && minor >= NODE_LEAST[1]);
  if (enough && major < NODE_BELOW) return ok('node', version);
  const wanted = `${NODE_LEAST.join('.')} or newer, below ${NODE_BELOW}`;
  return problem('node', `${version}, and fanout needs ${wanted}`, 'install Node.js 22');
}

/** Whether every core can have a worker. Pure. `memory` in bytes. */
export function machineCheck(cores: number, memory: number): Check {
  const says = `${cores} ${cores === 1 ? 'core' : 'cores'}, ${shownBytes(memory)} of memory`;
  const workers = Math.max(1, Math.floor(memory / BYTES_PER_WORKER));
  if (workers >= cores) return ok('machine', says);
  return note('machine', says, `a worker for each core may not fit: use --workers ${workers}`);
}

export const checkNode = async (): Promise<Check> => nodeCheck(process.versions.node);
export const checkMachine = async (): Promise<Check> => machineCheck(availableParallelism(), totalmem());
