/** One attempt at a trial: its files, its program from start to end, and what came of it. */
import { existsSync, writeFileSync } from 'node:fs';
import type { FanoutError } from '../../../proto/errors.ts';
import type { Metrics } from '../../../proto/metrics.ts';
import type { TrialReport } from '../../../proto/outcome-message.ts';
import type { Trial } from '../../../study/grid.ts';
import type { AttemptResult, TrainingObserver } from '../trainer.ts';
import { failureOfEnding } from './ending.ts';
import { programEnvironment } from './environment.ts';
import { History } from './history.ts';
import { KeptHistory } from './kept-history.ts';
import { LineSplitter } from './line-splitter.ts';
import { LogKeeper } from './log-keeper.ts';
import { MetricsFile } from './metrics-file.ts';
import { oomKills } from './oom-kills.ts';
import type { PackSteps } from './pack-steps.ts';
import { type AttemptPlaces, clearPlaces, makePlaces, placesOf, unlessUnwritable } from './places.ts';
import { type Program, type ProgramExit, type ProgramHost, startProgram } from './program.ts';
import { Recorder } from './recorder.ts';
import { reportOf } from './report.ts';
import { startFailure } from './start-failure.ts';
import { type CommandStudy, fill } from './study-types.ts';
import { placeholderValues, type TrialFile, trialVariables } from './trial-file.ts';
import { type Limit, Watch } from './watch.ts';

/** What a program printed in one attempt: stdout and stderr together, the middle left out where it is long. */
export interface ProgramLog {
  readonly run: string;
  /** `arm/fold/seed`. */
  readonly trial: string;
  readonly attempt: number;
  readonly text: string;
}

/** What is the same for all attempts of a worker at trials of a run. */
export interface Setting {
  readonly study: CommandStudy;
  readonly host: ProgramHost;
  /** Directories: of this worker alone, and of what is kept between attempts. */
  readonly root: string;
  readonly checkpoints: string;
  /** The worker's environment, the program's share of cores and its GPUs. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly threads: number;
  readonly gpus: string | undefined;
  readonly onLog: (log: ProgramLog) => void;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
}
