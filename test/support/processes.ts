/** Processes of this machine, as tests look at them; those in containers too. Linux. */
import { readdirSync, readFileSync } from 'node:fs';

/** One that runs. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Its arguments, with blanks between them. */
  readonly commandLine: string;
}

/** Whether a process is there and has not ended: one that nobody has asked for has. */
export const isAlive = (pid: number): boolean => processOf(pid) !== undefined;

/** Processes with a text among their arguments. */
export const processesWith = (argument: string): number[] =>
  everyProcess()
    .filter(({ commandLine }) => commandLine.includes(argument))
    .map(({ pid }) => pid);

/** Processes that were started with this variable of the environment, `NAME=VALUE`. */
export const processesStartedWith = (variable: string): Process[] =>
  everyProcess().filter(({ pid }) => (read(pid, 'environ') ?? '').split('\0').includes(variable));

function everyProcess(): Process[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => processOf(Number(pid)) ?? []);
}

function processOf(pid: number): Process | undefined {
  const stat = read(pid, 'stat');
  if (stat === undefined) return undefined;
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, parent: Number(parent), commandLine: (read(pid, 'cmdline') ?? '').replaceAll('\0', ' ') };
}

/** Undefined where the process has ended meanwhile, or is none of one's own. */
function read(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
