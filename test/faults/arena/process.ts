import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { STOPPABLE } from '../processes/stoppable.ts';

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
  /** Module to run with this Node. */
  readonly module: string;
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** File that output is appended to. */
  readonly log: string;
}

/**
 * A process of the run under test. It has a channel to this one, and so ends when this one does, however it
 * does.
 */
export class Process {
  readonly pid: number;
  readonly ended: Promise<Ending>;
  /** Settles when it takes signals as it should; also when it has ended. */
  readonly stoppable: Promise<unknown>;
  readonly #child: ChildProcess;

  constructor({ module, args = [], nodeArgs = [], env, log }: ProcessOptions) {
    const output = openSync(log, 'a');
    this.#child = spawn(process.execPath, [...nodeArgs, module, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output, 'ipc'],
    });
    closeSync(output);
    this.pid = this.#child.pid!;
    this.ended = new Promise((resolve) =>
      this.#child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    const said = new Promise<void>((resolve) =>
      this.#child.on('message', (word) => word === STOPPABLE && resolve()),
    );
    this.stoppable = Promise.race([said, this.ended]);
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Sends a signal; to one that has ended, nothing. */
  signal(name: NodeJS.Signals): void {
    if (this.alive) this.#child.kill(name);
  }
}
