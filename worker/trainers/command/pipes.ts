/**
 * Pipes for what a program prints. Node gives its children sockets, which a program cannot open anew by name:
 * `echo text > /dev/stderr` fails on them, and so does `tee /dev/stderr`. A pipe with a name in the file
 * system is one like the shell's.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

/** One end for the program, one for this process. */
export interface Pipe {
  readonly reader: Socket;
  /** A file descriptor for the program; `closeWriters` when the program has it. */
  readonly writer: number;
}

/**
 * The two pipes of one program after another: each pair is used again once nobody writes into it any more.
 */
export class Pipes {
  readonly #paths: readonly string[];
  readonly #directory: string;
  #free = false;
  #there = false;

  /** `directory`: where they stand, of this process alone. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#paths = ['out', 'err'].map((name) => join(directory, name));
  }

  /**
   * Opens both, for stdout and stderr; undefined where no pipes can be made: then Node's sockets have to do.
   */
  open(): readonly [Pipe, Pipe] | undefined {
    const usable = this.#free && this.#paths.every((path) => existsSync(path));
    if (!usable && !this.#make()) return undefined;
    this.#free = false;
    const [out, err] = this.#paths.map(openPipe);
    return [out!, err!];
  }

  /** All that wrote into the last pair have closed it. */
  ended(): void {
    this.#free = this.#there;
  }

  #make(): boolean {
    for (const path of this.#paths) rmSync(path, { force: true });
    const { status } = spawnSync('mkfifo', ['-m', '600', '--', ...this.#paths], { cwd: this.#directory });
    this.#there = status === 0;
    return this.#there;
  }
}

/** Reading comes first and does not wait for a writer; writing then finds a reader. */
function openPipe(path: string): Pipe {
  const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  return { reader: new Socket({ fd: reading, readable: true, writable: false }), writer };
}

/** Closes this process's own ends for writing: those of the program are the last then. */
export function closeWriters(pipes: readonly Pipe[]): void {
  for (const { writer } of pipes) closeSync(writer);
}
