/**
 * Processes that descend from a program, wherever they have gone: a child that has left the program's group
 * still has the environment that the program was started with, and in it a mark that nothing else has.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** How long a process that is known to be another's counts as that: its number may be given out again. */
const KNOWN_MS = 10_000;

/** Finds them. Where there is no /proc, or for processes that cleared their environment, it finds none. */
export class MarkedProcesses {
  /** Numbers of processes that were there at the last search and have no mark. */
  #others = new Set<string>();
  #searchedAt = Number.NEGATIVE_INFINITY;

  /**
   * Those whose environment has `mark` in it, which must be unlike that of any other program, whose first
   * process is `first`, started at `startedAt` by the clock of `performance.now`. Numbers are given out in
   * turn: where it was lately, and few were since, only those are looked at.
   */
  find(mark: string, first: number, startedAt: number): number[] {
    const few = performance.now() - startedAt < KNOWN_MS ? numbersSince(first) : undefined;
    if (few) return few.filter((number) => existsSync(`/proc/${number}`) && environmentHas(number, mark));
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

/** Numbers that may go by without a look at all that there are. */
const FEW = 32;

/**
 * The numbers from one on up to the last that was given out; undefined where they are many, or began anew.
 */
function numbersSince(first: number): number[] | undefined {
  const last = lastNumber();
  if (last === undefined || last < first || last - first > FEW) return undefined;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The number that a process got last: the last field of /proc/loadavg (proc(5)). */
function lastNumber(): number | undefined {
  try {
    const last = Number(readFileSync('/proc/loadavg', 'latin1').trimEnd().split(' ').at(-1));
    return Number.isInteger(last) ? last : undefined;
  } catch {
    return undefined;
  }
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => name.charCodeAt(0) <= 0x39);
  } catch {
    return [];
  }
}

function environmentHas(process: string | number, mark: string): boolean {
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
