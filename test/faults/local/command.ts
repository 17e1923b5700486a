import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { ROOT } from '../../support/command.ts';
import type { Ending } from '../arena/process.ts';
import { compiled } from '../compiled.ts';

/** `fanout run` in a process of its own, and what it says on stderr. */
export class LocalCommand {
  readonly ended: Promise<Ending>;
  text = '';
  readonly #child: ChildProcess;

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [compiled('cli/fanout'), 'run', ...args], {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
      this.text += chunk;
    });
    this.ended = new Promise((resolve) =>
      this.#child.once('close', (code, signal) => resolve({ code, signal })),
    );
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Outcomes that it has said to be recorded: its lines begin with "[3/70]". */
  get recorded(): number {
    return Number([...this.text.matchAll(/^\[(\d+)\//gm)].at(-1)?.[1] ?? 0);
  }

  /** Waits until it holds, or the command has ended; whether it holds. */
  async until(holds: () => boolean): Promise<boolean> {
    while (!holds() && this.alive) await setTimeout(10);
    return holds();
  }

  /** Kills this process alone, and waits until it has gone. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    if (!this.alive) return;
    this.#child.kill('SIGKILL');
    await gone;
  }
}
