import type { Manifest } from '../../../study/manifest.ts';
import type { CommandStudy } from '../../../study/study.ts';
import type { Directories } from './directories.ts';
import type { ProgramHost } from './program.ts';
import type { TrialDataset } from './trial-file.ts';

/** A run whose trials a program of its user trains. */
export interface CommandManifest extends Manifest {
  readonly study: CommandStudy;
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
  /** Hears what a program writes, as it comes. */
  readonly onOutput: (bytes: Buffer) => void;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
}
