/** The processes that a command has started, and theirs, told by a variable that all of them inherit. */
import { type Process, processesStartedWith } from '../../support/processes.ts';

/** Not one of fanout's own: programs inherit none of those. */
export const MARK = 'SUITE_OF_FAULTS';

/** One of them, alive. */
export type Marked = Process;

/** All that have this mark and run. Linux only. */
export const marked = (mark: string): Marked[] => processesStartedWith(`${MARK}=${mark}`);

export const isWorker = ({ commandLine }: Marked) => / worker --run /.test(commandLine);

/**
 * The shell that ends nats-server when the command is gone: the child of the one that waits for the server.
 */
export function guardOf(processes: readonly Marked[]): Marked | undefined {
  const shells = processes.filter(({ commandLine }) => / fanout-nats /.test(commandLine));
  return shells.find(({ parent }) => shells.some(({ pid }) => pid === parent));
}
