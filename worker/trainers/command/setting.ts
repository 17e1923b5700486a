import type { Manifest } from '../../../study/manifest.ts';
import type { CommandStudy } from '../../../study/study.ts';
import type { Directories } from './directories.ts';
import type { ProgramHost } from './program.ts';
import type { TrialDataset } from './trial-file.ts';

/** A run whose trials a program of its user trains. */
export interface CommandManifest extends Manifest {
  readonly study: CommandStudy;
}

/**
 * What a program printed in one attempt: stdout and stderr together, the middle left out where it is long.
 */
export interface ProgramLog {
  readonly run: string;
  /** `arm/fold/seed`. */
  readonly trial: string;
  readonly attempt: number;
  readonly text: string;
}

/** What is the same for all attempts of a worker at trials of a run. */
export interface Setting {
  readonly manifest: CommandManifest;
  readonly host: ProgramHost;
  /** A directory of this worker alone, removed with it. */
  readonly root: string;
  /** Where what is kept between attempts lies, a directory for each trial. */
  readonly checkpoints: string;
  readonly directories: Directories;
  /** Of the worker's environment, what programs inherit. */
  readonly inherited: Readonly<Record<string, string>>;
  /** Threads that are a program's share of the machine. */
  readonly threads: number;
  /** As CUDA_VISIBLE_DEVICES; undefined: nothing to share out. */
  readonly gpus: string | undefined;
  readonly dataset: TrialDataset | null;
  readonly onLog: (log: ProgramLog) => void;
  /** Hears what a program writes, as it comes. */
  readonly onOutput: (bytes: Buffer) => void;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
}
