/** Processes of a machine, as tests look at them. Linux. */
import { readdirSync, readFileSync } from 'node:fs';

/** Whether a process is there and has not ended: one that nobody has asked for has. */
export function isAlive(process: number): boolean {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, 'utf8');
    return !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2)[0]!);
  } catch {
    return false;
  }
}

/** Processes with a text among their arguments. */
export function processesWith(argument: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((process) => {
      try {
        return readFileSync(`/proc/${process}/cmdline`, 'utf8').includes(argument) && isAlive(process);
      } catch {
        return false;
      }
    });
}
