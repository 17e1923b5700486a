/** Ends all processes of a program, whatever they do about it. */
import { setTimeout } from 'node:timers/promises';
import { groupLives, type MarkedProcesses } from './marked-processes.ts';

/** How long processes that were killed may take to be gone: one in the middle of a read of a disk waits. */
const KILLED_MS = 5_000;
const LONGEST_POLL_MS = 50;

/** All processes of a program: its group, and those that left it, by their mark. */
export interface ProgramProcesses {
  readonly group: number;
  /** When the first of them was started, by the clock of `performance.now`. */
  readonly startedAt: number;
  readonly mark: string;
  readonly marked: MarkedProcesses;
}

/** Whether any of them is alive. */
export function anyAlive({ group, startedAt, mark, marked }: ProgramProcesses): boolean {
  return marked.find(mark, group, startedAt).length > 0 || groupLives(group);
}

/**
 * Asks them to end with SIGTERM, and kills them after `graceMs`. Settles when they are gone, with true; with
 * false when some are there 5 s after they were killed.
 */
export async function takeDown(processes: ProgramProcesses, graceMs: number): Promise<boolean> {
  const killAt = performance.now() + graceMs;
  signalAll(processes, 'SIGTERM');
  for (let poll = 1; anyAlive(processes); poll = Math.min(2 * poll, LONGEST_POLL_MS)) {
    const now = performance.now();
    if (now > killAt + KILLED_MS) return false;
    // Again and again: what was started while the others were killed.
    if (now >= killAt) signalAll(processes, 'SIGKILL');
    await setTimeout(now < killAt ? Math.min(poll, killAt - now) : poll);
  }
  return true;
}

function signalAll({ group, startedAt, mark, marked }: ProgramProcesses, signal: NodeJS.Signals): void {
  // The group first, in one call: none of it can start another meanwhile.
  send(-group, signal);
  for (const process of marked.find(mark, group, startedAt)) send(process, signal);
}

function send(process: number, signal: NodeJS.Signals): void {
  try {
    globalThis.process.kill(process, signal);
  } catch {
    // It is gone.
  }
}
