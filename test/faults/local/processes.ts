/** The processes that a command has started, and theirs, told by a variable that all of them inherit. */
import { readdirSync, readFileSync } from 'node:fs';

/** Not one of fanout's own: programs inherit none of those. */
export const MARK = 'SUITE_OF_FAULTS';

/** One of them, alive. */
export interface Marked {
  readonly pid: number;
  readonly parent: number;
  readonly commandLine: string;
}

/** All that have this mark and run. Linux only. */
export function marked(mark: string): Marked[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
        if (!environment.split('\0').includes(`${MARK}=${mark}`)) return [];
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z' || state === 'X') return [];
        const commandLine = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), parent: Number(parent), commandLine }];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

export const isWorker = ({ commandLine }: Marked) => / worker --run /.test(commandLine);

/**
 * The shell that ends nats-server when the command is gone: the child of the one that waits for the server.
 */
export function guardOf(processes: readonly Marked[]): Marked | undefined {
  const shells = processes.filter(({ commandLine }) => / fanout-nats /.test(commandLine));
  return shells.find(({ parent }) => shells.some(({ pid }) => pid === parent));
}
