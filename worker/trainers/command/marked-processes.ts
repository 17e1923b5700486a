/**
 * Processes that descend from a program, wherever they have gone: a child that has left the program's group
 * still has the environment that the program was started with, and in it a mark that nothing else has.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** How long a process that is known to be another's counts as that: its number may be given out again. */
const KNOWN_MS = 10_000;

/** Finds them. Where there is no /proc, or for processes that cleared their environment, it finds none. */
export class MarkedProcesses {
  /** Numbers of processes that were there at the last search and have no mark. */
  #others = new Set<string>();
  #searchedAt = Number.NEGATIVE_INFINITY;

  /** Those whose environment has `mark` in it, which must be unlike that of any other program. */
  find(mark: string): number[] {
    const now = performance.now();
    if (now - this.#searchedAt > KNOWN_MS) this.#others = new Set();
    this.#searchedAt = now;
    const others = new Set<string>();
    const found: number[] = [];
    for (const name of processes()) {
      if (this.#others.has(name) || !environmentHas(name, mark)) others.add(name);
      else found.push(Number(name));
    }
    this.#others = others;
    return found;
  }
}

/** Whether a process of the group is alive: not one that has ended and that nobody has asked for. */
export function groupLives(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const all = processes();
  return all.length === 0 || all.some((name) => isLiveMember(name, group));
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => name.charCodeAt(0) <= 0x39);
  } catch {
    return [];
  }
}

function environmentHas(process: string, mark: string): boolean {
  try {
    return readFileSync(`/proc/${process}/environ`).includes(mark);
  } catch {
    return false;
  }
}

/** /proc/PID/stat: number, (name), state, parent, group, … (proc(5)); the name may have anything in it. */
function isLiveMember(process: string, group: number): boolean {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, 'utf8');
    const [state, , own] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(own) === group && state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}
