import type { RunCommand } from '../../fetch/run-command.ts';

/** What this machine is, as far as a compiled library cares. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Version of glibc; undefined where the C library is another. */
  readonly glibc: string | undefined;
}

/**
 * Everything that the installation does to the world beside its own folder; passed in, so that faults can be
 * tested.
 */
export interface SetupEffects {
  readonly machine: Machine;
  readonly run: RunCommand;
  /** Bytes that can be written below a directory that exists. */
  freeBytes(directory: string): Promise<number>;
  /** Says what is being done; `done` of `total` bytes where it takes long. */
  report(step: string, done?: number, total?: number): void;
  /** Aborted: end what runs, and leave nothing behind. */
  readonly signal: AbortSignal;
}
