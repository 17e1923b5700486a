/**
 * One run of a program: started with a mark in its environment, heard, and ended with all its descendants.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Guard } from './guard.ts';
import type { MarkedProcesses } from './marked-processes.ts';
import { closeWriters, type Pipes } from './pipes.ts';
import { anyAlive, type ProgramProcesses, takeDown } from './take-down.ts';

/** What every program of a worker is run with. */
export interface ProgramHost {
  readonly guard: Guard;
  readonly pipes: Pipes;
  readonly marked: MarkedProcesses;
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
}

export interface ProgramCall {
  /** The program and its arguments, which it gets as they are: no shell reads them. */
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** A part of its environment that no other program has. */
  readonly mark: string;
}

export interface ProgramListener {
  /** The bytes are the listener's from then on. */
  onOutput(bytes: Buffer, stream: 'stdout' | 'stderr'): void;
}

/** How the program's first process ended. */
export interface ProgramExit {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How long output may come that nobody alive can have written any more. */
const LAST_OUTPUT_MS = 5_000;

export interface Program {
  /**
   * Settles when no process of it is left and all that it printed has been heard. Rejects with the system's
   * error when it could not be started (ENOENT, EACCES, …).
   */
  readonly ended: Promise<ProgramExit>;
  /** Has all its processes ended. May be called twice, and after the end. */
  stop(): void;
}

/**
 * Starts a program. Throws the system's error when it could not be started, where `ended` does not reject.
 */
export function startProgram(host: ProgramHost, call: ProgramCall, listener: ProgramListener): Program {
  const startedAt = performance.now();
  host.guard.expects(call.mark);
  const { child, outputs } = spawned(host, call);
  const heard = outputs.map((output, index) => listen(output, index === 0 ? 'stdout' : 'stderr', listener));
  const exited = exitOf(child);
  if (child.pid === undefined) return { ended: over(exited, host, outputs), stop: () => undefined };
  host.guard.watches(call.mark, child.pid);
  const processes: ProgramProcesses = {
    ...{ group: child.pid, startedAt, mark: call.mark, marked: host.marked },
  };
  let down: Promise<boolean> | undefined;
  const stop = () => {
    down ??= takeDown(processes, host.graceMs);
  };
  return { ended: over(untilGone(), host, outputs), stop };

  async function untilGone(): Promise<ProgramExit> {
    const exit = await exited;
    if (!down && anyAlive(processes)) stop();
    await down;
    await settledOutput(host.pipes, heard);
    return exit;
  }
}

/** As `ending` settles; nothing of the program is held after it. */
async function over<Value>(
  ending: Promise<Value>,
  { guard }: ProgramHost,
  outputs: readonly Readable[],
): Promise<Value> {
  try {
    return await ending;
  } finally {
    for (const output of outputs) output.destroy();
    guard.forgets();
  }
}

function spawned(
  { pipes, guard }: ProgramHost,
  { command: [file, ...rest], directory, environment }: ProgramCall,
): { readonly child: ChildProcess; readonly outputs: readonly Readable[] } {
  const pair = pipes.open();
  try {
    const child = spawn(file!, rest, {
      cwd: directory,
      env: environment,
      stdio: ['ignore', ...(pair ? pair.map(({ writer }) => writer) : (['pipe', 'pipe'] as const))],
      // A group of its own, so that signals reach all of it and nothing else.
      detached: true,
    });
    return { child, outputs: pair ? pair.map(({ reader }) => reader) : [child.stdout!, child.stderr!] };
  } catch (error) {
    for (const { reader } of pair ?? []) reader.destroy();
    guard.forgets();
    throw error;
  } finally {
    if (pair) closeWriters(pair);
  }
}

function exitOf(child: ChildProcess): Promise<ProgramExit> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve({ status, signal }));
  });
}

/** Settles at the output's end. */
function listen(output: Readable, name: 'stdout' | 'stderr', listener: ProgramListener): Promise<void> {
  output.on('data', (bytes: Buffer) => listener.onOutput(bytes, name));
  return new Promise((resolve) => {
    output.once('end', resolve).once('error', () => resolve());
  });
}

/** Whoever holds the output open without a mark and outside of the group does not hold up the trial. */
async function settledOutput(pipes: Pipes, heard: readonly Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), LAST_OUTPUT_MS);
  });
  const complete = await Promise.race([Promise.all(heard).then(() => true), late]);
  clearTimeout(timer);
  if (complete) pipes.ended();
}
